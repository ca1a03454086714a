// Package iface has the types in which the Temporal server writes down how workers are to be scaled.
package iface

import (
	commonpb "go.temporal.io/api/common/v1"
	enumspb "go.temporal.io/api/enums/v1"
)

type (
	ComputeProviderType  string
	ScalingAlgorithmType string

	ComputeProviderSpec struct {
		ProviderType ComputeProviderType
		Config       *commonpb.Payload
	}
	ScalingAlgorithmSpec struct {
		ScalingAlgorithm ScalingAlgorithmType
		Config           *commonpb.Payload
	}
	ScalingGroupSpec struct {
		TaskTypes []enumspb.TaskQueueType
		Compute   ComputeProviderSpec
		Scaling   *ScalingAlgorithmSpec
	}
	ScalingGroupSpecUpdate struct {
		Spec       ScalingGroupSpec
		UpdateMask []string
	}

	WorkerControllerInstanceSpec struct {
		ScalingGroupSpecs map[string]ScalingGroupSpec
	}
	UpdateWorkerControllerInstanceResponse        struct{ Spec *WorkerControllerInstanceSpec }
	QueryDescribeWorkerControllerInstanceResponse struct{ Spec *WorkerControllerInstanceSpec }
)
