// Package client stands in for the part of Temporal that starts workers on AWS, Google Cloud and Kubernetes. It behaves
// like a server on which no worker deployment is scaled, and refuses to scale one.
package client

import (
	"context"

	deploymentpb "go.temporal.io/api/deployment/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/auto-scaled-workers/wci/workflow/iface"
	"go.temporal.io/server/common/namespace"
	"go.uber.org/fx"
)

type (
	version = deploymentpb.WorkerDeploymentVersion
	updates = map[string]iface.ScalingGroupSpecUpdate

	Client struct{}
)

var Module = fx.Provide(func() Client { return Client{} })

func (Client) DescribeWorkerControllerInstance(context.Context, *namespace.Namespace, *version) (*iface.QueryDescribeWorkerControllerInstanceResponse, []byte, error) {
	return nil, nil, serviceerror.NewNotFound("no worker deployment is scaled by this server")
}

func (Client) ValidateWorkerControllerInstanceSpec(_ context.Context, _ *namespace.Namespace, _ *version, _ string, wanted updates, _ []string) error {
	return refuse(wanted)
}

func (Client) UpdateWorkerControllerInstance(_ context.Context, _ *namespace.Namespace, _ *version, _ []byte, _ string, wanted updates, _ []string) (*iface.UpdateWorkerControllerInstanceResponse, error) {
	return &iface.UpdateWorkerControllerInstanceResponse{}, refuse(wanted)
}

func (Client) DeleteWorkerControllerInstance(context.Context, *namespace.Namespace, *version, string) error {
	return nil
}

func refuse(wanted updates) error {
	if len(wanted) == 0 {
		return nil
	}
	return serviceerror.NewInvalidArgument("this build of the Temporal CLI cannot scale workers; use an official release for it")
}
