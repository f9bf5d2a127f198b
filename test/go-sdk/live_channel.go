package main

import (
	"bytes"
	"encoding/xml"
	"io"
	"net/url"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/aliyun/aliyun-oss-go-sdk/oss"
)

type configuration struct {
	XMLName     xml.Name `xml:"LiveChannelConfiguration" json:"-"`
	Description string
	Status      string
	Target      struct {
		Type         string
		FragDuration int
		FragCount    int
		PlaylistName string
	}
}

type created struct {
	XMLName     xml.Name `xml:"CreateLiveChannelResult" json:"-"`
	PublishUrls []string `xml:"PublishUrls>Url"`
	PlayUrls    []string `xml:"PlayUrls>Url"`
}

type stat struct {
	XMLName       xml.Name `xml:"LiveChannelStat" json:"-"`
	Status        string
	ConnectedTime *time.Time
	RemoteAddr    *string
	Video         *struct {
		Width, Height, FrameRate, Bandwidth int
		Codec                               string
	}
	Audio *struct {
		Bandwidth, SampleRate int
		Codec                 string
	}
}

type history struct {
	XMLName    xml.Name `xml:"LiveChannelHistory" json:"-"`
	LiveRecord []struct {
		StartTime, EndTime time.Time
		RemoteAddr         string
	}
}

type list struct {
	XMLName     xml.Name `xml:"ListLiveChannelResult" json:"-"`
	Prefix      string
	Marker      string
	MaxKeys     int
	IsTruncated bool
	NextMarker  string
	LiveChannel []struct {
		Name, Description, Status string
		LastModified              time.Time
		PublishUrls               []string `xml:"PublishUrls>Url"`
		PlayUrls                  []string `xml:"PlayUrls>Url"`
	}
}

type channelInput struct{ Channel string }

type vodInput struct {
	Channel, Playlist  string
	StartTime, EndTime int64
}

func (vod vodInput) query() map[string]string {
	return map[string]string{
		"vod":       "",
		"startTime": strconv.FormatInt(vod.StartTime, 10),
		"endTime":   strconv.FormatInt(vod.EndTime, 10),
	}
}

func init() {
	serve("PutLiveChannel", func(bucket *oss.Bucket, in struct {
		Channel       string
		Configuration configuration
	}) (interface{}, error) {
		body, err := xml.Marshal(in.Configuration)
		if err != nil {
			return nil, err
		}
		return document(bucket, "PUT", in.Channel, map[string]string{"live": ""}, body, &created{})
	})
	serve("GetLiveChannelInfo", func(bucket *oss.Bucket, in channelInput) (interface{}, error) {
		return document(bucket, "GET", in.Channel, map[string]string{"live": ""}, nil, &configuration{})
	})
	serve("GetLiveChannelStat", func(bucket *oss.Bucket, in channelInput) (interface{}, error) {
		return document(bucket, "GET", in.Channel, map[string]string{"live": "", "comp": "stat"}, nil, &stat{})
	})
	serve("GetLiveChannelHistory", func(bucket *oss.Bucket, in channelInput) (interface{}, error) {
		query := map[string]string{"live": "", "comp": "history"}
		return document(bucket, "GET", in.Channel, query, nil, &history{})
	})
	serve("ListLiveChannel", func(bucket *oss.Bucket, query map[string]string) (interface{}, error) {
		query["live"] = ""
		return document(bucket, "GET", "", query, nil, &list{})
	})
	serve("PutLiveChannelStatus", func(bucket *oss.Bucket, in struct{ Channel, Status string }) (interface{}, error) {
		return text(bucket, "PUT", in.Channel, map[string]string{"live": "", "status": in.Status}, nil)
	})
	serve("DeleteLiveChannel", func(bucket *oss.Bucket, in channelInput) (interface{}, error) {
		return text(bucket, "DELETE", in.Channel, map[string]string{"live": ""}, nil)
	})
	serve("PostVodPlaylist", func(bucket *oss.Bucket, in vodInput) (interface{}, error) {
		return text(bucket, "POST", in.Channel+"/"+in.Playlist, in.query(), nil)
	})
	serve("GetVodPlaylist", func(bucket *oss.Bucket, in vodInput) (interface{}, error) {
		return text(bucket, "GET", in.Channel, in.query(), nil)
	})
}

var unsigned = map[string]bool{"prefix": true, "marker": true, "max-keys": true}

// This version of the SDK has no LiveChannel methods. Its Conn addresses, signs and sends what it is given, and reads
// refusals; which parameters are signed is said here.
func send(bucket *oss.Bucket, method, key string, query map[string]string, body []byte) (*oss.Response, error) {
	var names, pairs, signed []string
	for name := range query {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		pair, raw := url.QueryEscape(name), name
		if value := query[name]; value != "" {
			pair, raw = pair+"="+url.QueryEscape(value), raw+"="+value
		}
		pairs = append(pairs, pair)
		if !unsigned[name] {
			signed = append(signed, raw)
		}
	}
	var reader io.Reader
	if body != nil {
		reader = bytes.NewReader(body)
	}
	return bucket.Client.Conn.Do(
		method, bucket.BucketName, key, strings.Join(pairs, "&"), strings.Join(signed, "&"), nil, reader, 0, nil)
}

func document(
	bucket *oss.Bucket, method, key string, query map[string]string, body []byte, result interface{},
) (interface{}, error) {
	response, err := send(bucket, method, key, query, body)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	return result, xml.NewDecoder(response.Body).Decode(result)
}

func text(bucket *oss.Bucket, method, key string, query map[string]string, body []byte) (interface{}, error) {
	response, err := send(bucket, method, key, query, body)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	output := map[string]interface{}{
		"statusCode": response.StatusCode,
		"etag":       response.Headers.Get("ETag"),
		"text":       string(content),
	}
	return output, err
}
