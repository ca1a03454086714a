// Package iterator has the one value of Google's package that Temporal's archive on Google Cloud Storage uses.
package iterator

import "errors"

var Done = errors.New("no more items in iterator")
