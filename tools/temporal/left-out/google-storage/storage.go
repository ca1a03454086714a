// Package storage stands in for the client of Google Cloud Storage, which only Temporal's archive there uses. No client
// can be made: the error says that this build has no such archive.
package storage

import (
	"context"
	"errors"

	"google.golang.org/api/option"
)

var errLeftOut = errors.New("this build of the Temporal CLI has no archive on Google Cloud Storage; use an official release for it")

const ScopeFullControl = "https://www.googleapis.com/auth/devstorage.full_control"

type (
	Client         struct{}
	BucketHandle   struct{}
	BucketAttrs    struct{}
	ObjectHandle   struct{}
	ObjectAttrs    struct{ Name string }
	ObjectIterator struct{}
	Query          struct{ Prefix string }
	Reader         struct{}
	Writer         struct{}
)

func NewClient(context.Context, ...option.ClientOption) (*Client, error) { return nil, errLeftOut }

func (*Client) Bucket(string) *BucketHandle { return &BucketHandle{} }

func (*BucketHandle) Attrs(context.Context) (*BucketAttrs, error)     { return nil, errLeftOut }
func (*BucketHandle) Object(string) *ObjectHandle                     { return &ObjectHandle{} }
func (*BucketHandle) Objects(context.Context, *Query) *ObjectIterator { return &ObjectIterator{} }

func (*ObjectHandle) Attrs(context.Context) (*ObjectAttrs, error) { return nil, errLeftOut }
func (*ObjectHandle) NewReader(context.Context) (*Reader, error)  { return nil, errLeftOut }
func (*ObjectHandle) NewWriter(context.Context) *Writer           { return &Writer{} }

func (*ObjectIterator) Next() (*ObjectAttrs, error) { return nil, errLeftOut }

func (*Reader) Read([]byte) (int, error) { return 0, errLeftOut }
func (*Reader) Close() error             { return nil }

func (*Writer) Write([]byte) (int, error)  { return 0, errLeftOut }
func (*Writer) Close() error               { return errLeftOut }
func (*Writer) CloseWithError(error) error { return nil }
