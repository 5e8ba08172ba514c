#pragma once

#include "engine/model/model.h"
#include "engine/training/safetensors.h"
#include "engine/training/trainer.h"

#include <cstdint>
#include <string>
#include <vector>

/// A run as bytes and back: a safetensors file that Python's safetensors reads too.
///
/// Tensors: the model's parameters and buffers by their own names; "adam.m.NAME", "adam.v.NAME", "adam.step";
/// for a table of codes "table.values" and what its optimiser remembers, "table.keys" (see code_rows.h);
/// "generator.views", "generator.codes" (U8, LibTorch's own state); "epoch.sums" (F64).
/// Metadata: format "zscape.checkpoint", version "1", spec (JSON), seed, step, epoch, position, train_images,
/// epoch_images, and device: the kind of generator that the states belong to.
namespace zscape {

/// What a checkpoint says of itself, without its tensors.
struct CheckpointInfo {
    ModelSpec spec;  ///< with the values of live settings as they were
    uint64_t seed = 0;
    int64_t step = 0;
    int64_t epoch = 0;     ///< epochs finished
    int64_t position = 0;  ///< images done of the current epoch
    int64_t trainImages = 0;
    int64_t epochImages = 0;  ///< images in epoch.sums
    std::string device;       ///< "cpu", "cuda"
};

/// \throws Error "checkpoint.corrupt", "checkpoint.newer", "checkpoint.model"
CheckpointInfo readCheckpointInfo(const std::vector<uint8_t>& bytes);
CheckpointInfo readCheckpointInfo(const SafetensorsView& file);

/// Whether a file can be the checkpoint of `step`, by its header alone, so that no file is read that is none: its
/// description, its step, and a size as the model's that it describes.
/// \param beginning the file up to the header's end
/// \throws Error "checkpoint.*", "model.spec"
void requireCheckpoint(std::span<const uint8_t> beginning, int64_t fileBytes, int64_t step);
/// \throws Error "checkpoint.not-finite" naming the tensor when a weight is NaN or infinite: nothing could be drawn
/// with it
void requireFiniteWeights(std::span<const uint8_t> file);

using NamedTensors = std::vector<std::pair<std::string, Tensor>>;

/// Copies of `tensors` become a file; they may lie on any device and in any layout.
std::vector<uint8_t> writeCheckpoint(const CheckpointInfo& info, const NamedTensors& tensors);

/// A copy on the CPU of a stored tensor that must have this type and, unless `shape` is empty, this shape.
/// \throws Error "checkpoint.model" naming the tensor
Tensor storedTensor(const SafetensorsView& file, const std::string& name, at::ScalarType type, at::IntArrayRef shape);

/// Stored tensors for each of `into`, checked against its shape and type; nothing is written into them.
/// \throws Error "checkpoint.model"
std::vector<Tensor> storedTensors(const SafetensorsView& file, const NamedTensors& into);

/// Only the weights and buffers of a checkpoint, into a model of the same spec, for exploring without a trainer.
/// \throws Error "checkpoint.*"; the model is unchanged then
void loadCheckpointWeights(Model& model, const std::vector<uint8_t>& bytes);

}  // namespace zscape
