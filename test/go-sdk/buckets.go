package main

import (
	"github.com/aliyun/aliyun-oss-go-sdk/oss"
)

type bucketInput struct{ Name, Acl string }

type rulesInput struct {
	Name, Prefix, Origin string
	Days                 int
}

func init() {
	serve("CreateBucket", func(bucket *oss.Bucket, in bucketInput) (interface{}, error) {
		options := []oss.Option{}
		if in.Acl != "" {
			options = append(options, oss.ACL(oss.ACLType(in.Acl)))
		}
		return nil, bucket.Client.CreateBucket(in.Name, options...)
	})
	serve("DeleteBucket", func(bucket *oss.Bucket, in bucketInput) (interface{}, error) {
		return nil, bucket.Client.DeleteBucket(in.Name)
	})
	serve("IsBucketExist", func(bucket *oss.Bucket, in bucketInput) (interface{}, error) {
		return bucket.Client.IsBucketExist(in.Name)
	})
	serve("ListBuckets", func(bucket *oss.Bucket, in struct {
		Prefix, Marker string
		MaxKeys        int
	}) (interface{}, error) {
		return bucket.Client.ListBuckets(oss.Prefix(in.Prefix), oss.Marker(in.Marker), oss.MaxKeys(in.MaxKeys))
	})
	serve("GetBucketInfo", func(bucket *oss.Bucket, in bucketInput) (interface{}, error) {
		result, err := bucket.Client.GetBucketInfo(in.Name)
		return result.BucketInfo, err
	})
	serve("GetBucketLocation", func(bucket *oss.Bucket, in bucketInput) (interface{}, error) {
		return bucket.Client.GetBucketLocation(in.Name)
	})
	serve("SetBucketACL", func(bucket *oss.Bucket, in bucketInput) (interface{}, error) {
		return nil, bucket.Client.SetBucketACL(in.Name, oss.ACLType(in.Acl))
	})
	serve("GetBucketACL", func(bucket *oss.Bucket, in bucketInput) (interface{}, error) {
		result, err := bucket.Client.GetBucketACL(in.Name)
		return result.ACL, err
	})
	serve("SetBucketLifecycle", func(bucket *oss.Bucket, in rulesInput) (interface{}, error) {
		return nil, bucket.Client.SetBucketLifecycle(in.Name, []oss.LifecycleRule{
			oss.BuildLifecycleRuleByDays("", in.Prefix, true, in.Days),
		})
	})
	serve("GetBucketLifecycle", func(bucket *oss.Bucket, in rulesInput) (interface{}, error) {
		result, err := bucket.Client.GetBucketLifecycle(in.Name)
		return result.Rules, err
	})
	serve("DeleteBucketLifecycle", func(bucket *oss.Bucket, in rulesInput) (interface{}, error) {
		return nil, bucket.Client.DeleteBucketLifecycle(in.Name)
	})
	serve("SetBucketCORS", func(bucket *oss.Bucket, in rulesInput) (interface{}, error) {
		return nil, bucket.Client.SetBucketCORS(in.Name, []oss.CORSRule{
			{AllowedOrigin: []string{in.Origin}, AllowedMethod: []string{"GET", "HEAD"}, MaxAgeSeconds: 100},
		})
	})
	serve("GetBucketCORS", func(bucket *oss.Bucket, in rulesInput) (interface{}, error) {
		result, err := bucket.Client.GetBucketCORS(in.Name)
		return result.CORSRules, err
	})
	serve("DeleteBucketCORS", func(bucket *oss.Bucket, in rulesInput) (interface{}, error) {
		return nil, bucket.Client.DeleteBucketCORS(in.Name)
	})
}
