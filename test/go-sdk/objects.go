package main

import (
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/aliyun/aliyun-oss-go-sdk/oss"
)

type keyInput struct{ Key string }

func init() {
	serve("PutObject", func(bucket *oss.Bucket, in struct{ Key, Content, ContentType string }) (interface{}, error) {
		options := []oss.Option{}
		if in.ContentType != "" {
			options = append(options, oss.ContentType(in.ContentType))
		}
		return nil, bucket.PutObject(in.Key, strings.NewReader(in.Content), options...)
	})
	serve("PutObjectFromFile", func(bucket *oss.Bucket, in struct{ Key, File string }) (interface{}, error) {
		return nil, bucket.PutObjectFromFile(in.Key, in.File)
	})
	serve("GetObject", func(bucket *oss.Bucket, in struct {
		Key, NormalizedRange, IfMatch string
		IfModifiedSince               *time.Time
	}) (interface{}, error) {
		options := []oss.Option{}
		if in.NormalizedRange != "" {
			options = append(options, oss.NormalizedRange(in.NormalizedRange))
		}
		if in.IfMatch != "" {
			options = append(options, oss.IfMatch(in.IfMatch))
		}
		if in.IfModifiedSince != nil {
			options = append(options, oss.IfModifiedSince(*in.IfModifiedSince))
		}
		body, err := bucket.GetObject(in.Key, options...)
		if err != nil {
			return nil, err
		}
		defer body.Close()
		content, err := io.ReadAll(body)
		return string(content), err
	})
	serve("DoGetObject", func(bucket *oss.Bucket, in keyInput) (interface{}, error) {
		got, err := bucket.DoGetObject(&oss.GetObjectRequest{ObjectKey: in.Key}, nil)
		if err != nil {
			return nil, err
		}
		defer got.Response.Body.Close()
		content, err := io.ReadAll(got.Response.Body)
		return map[string]string{
			"content":   string(content),
			"clientCrc": strconv.FormatUint(got.ClientCRC.Sum64(), 10),
			"serverCrc": strconv.FormatUint(got.ServerCRC, 10),
		}, err
	})
	serve("GetObjectToFile", func(bucket *oss.Bucket, in struct{ Key, File string }) (interface{}, error) {
		return nil, bucket.GetObjectToFile(in.Key, in.File)
	})
	// In parts, several at a time, with a note of those it has.
	serve("DownloadFile", func(bucket *oss.Bucket, in struct {
		Key, File string
		PartSize  int64
	}) (interface{}, error) {
		return nil, bucket.DownloadFile(in.Key, in.File, in.PartSize, oss.Routines(3), oss.Checkpoint(true, ""))
	})
	serve("IsObjectExist", func(bucket *oss.Bucket, in keyInput) (interface{}, error) {
		return bucket.IsObjectExist(in.Key)
	})
	serve("GetObjectDetailedMeta", func(bucket *oss.Bucket, in keyInput) (interface{}, error) {
		return bucket.GetObjectDetailedMeta(in.Key)
	})
	serve("ListObjects", func(bucket *oss.Bucket, in struct {
		Prefix, Delimiter, Marker string
		MaxKeys                   int
	}) (interface{}, error) {
		return bucket.ListObjects(
			oss.Prefix(in.Prefix), oss.Delimiter(in.Delimiter), oss.Marker(in.Marker), oss.MaxKeys(in.MaxKeys))
	})
	serve("DeleteObject", func(bucket *oss.Bucket, in keyInput) (interface{}, error) {
		return nil, bucket.DeleteObject(in.Key)
	})
	serve("DeleteObjects", func(bucket *oss.Bucket, in struct {
		Keys  []string
		Quiet bool
	}) (interface{}, error) {
		result, err := bucket.DeleteObjects(in.Keys, oss.DeleteObjectsQuiet(in.Quiet))
		return result.DeletedObjects, err
	})
	serve("CopyObject", func(bucket *oss.Bucket, in struct{ From, To string }) (interface{}, error) {
		return bucket.CopyObject(in.From, in.To)
	})
	serve("UploadFile", func(bucket *oss.Bucket, in struct{ Key, File string }) (interface{}, error) {
		return nil, bucket.UploadFile(in.Key, in.File, 100*1024)
	})
}
