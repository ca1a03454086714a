// Package option has the one option that Temporal's archive on Google Cloud Storage passes. It is never read: see
// the stand-in for that client in ../../google-storage.
package option

import "golang.org/x/oauth2"

type ClientOption interface{}

func WithTokenSource(oauth2.TokenSource) ClientOption { return nil }
