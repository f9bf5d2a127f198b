// Does with Alibaba Cloud's Go SDK what a test asks: one call as JSON a line on stdin, one answer as JSON a line
// on stdout. Whom to talk to and how is in the OSS_* variables.
package main

import (
	"encoding/json"
	"errors"
	"io"
	"log"
	"os"

	"github.com/aliyun/aliyun-oss-go-sdk/oss"
)

type call struct {
	Name  string
	Input json.RawMessage
}

type answer struct {
	Output interface{} `json:"output"`
	Error  interface{} `json:"error"`
}

type handler func(bucket *oss.Bucket, input json.RawMessage) (interface{}, error)

func main() {
	bucket, err := open()
	if err != nil {
		log.Fatal(err)
	}
	in, out := json.NewDecoder(os.Stdin), json.NewEncoder(os.Stdout)
	for {
		var asked call
		if err := in.Decode(&asked); err == io.EOF {
			return
		} else if err != nil {
			log.Fatal(err)
		}
		handle, known := calls[asked.Name]
		if !known {
			log.Fatal("no such call: " + asked.Name)
		}
		output, err := handle(bucket, asked.Input)
		if err := out.Encode(answer{output, described(err)}); err != nil {
			log.Fatal(err)
		}
	}
}

func open() (*oss.Bucket, error) {
	options := []oss.ClientOption{}
	if token := os.Getenv("OSS_SESSION_TOKEN"); token != "" {
		options = append(options, oss.SecurityToken(token))
	}
	if proxy := os.Getenv("OSS_PROXY"); proxy != "" {
		options = append(options, oss.Proxy(proxy))
	}
	if os.Getenv("OSS_CONTENT_MD5") != "" {
		options = append(options, oss.EnableMD5(true))
	}
	client, err := oss.New(
		os.Getenv("OSS_ENDPOINT"), os.Getenv("OSS_ACCESS_KEY_ID"), os.Getenv("OSS_ACCESS_KEY_SECRET"), options...)
	if err != nil {
		return nil, err
	}
	return client.Bucket(os.Getenv("OSS_BUCKET"))
}

var calls = map[string]handler{}

// Makes a handler of a function that takes its input as a value.
func serve[Input any](name string, do func(*oss.Bucket, Input) (interface{}, error)) {
	calls[name] = func(bucket *oss.Bucket, text json.RawMessage) (interface{}, error) {
		var input Input
		if err := json.Unmarshal(text, &input); err != nil {
			log.Fatal(err)
		}
		return do(bucket, input)
	}
}

func described(err error) interface{} {
	var refusal oss.ServiceError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &refusal):
		return map[string]interface{}{
			"statusCode": refusal.StatusCode,
			"code":       refusal.Code,
			"message":    refusal.Message,
			"requestId":  refusal.RequestID,
			"hostId":     refusal.HostID,
		}
	default:
		return map[string]interface{}{"message": err.Error()}
	}
}
