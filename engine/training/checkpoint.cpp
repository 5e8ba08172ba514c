#include "engine/training/checkpoint.h"

#include "engine/core/error.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>

#include <charconv>
#include <cstring>

namespace zscape {

namespace {

constexpr const char* kFormat = "zscape.checkpoint";
constexpr int64_t kVersion = 1;

const char* storedName(at::ScalarType type) {
    switch (type) {
        case at::kFloat: return "F32";
        case at::kDouble: return "F64";
        case at::kLong: return "I64";
        case at::kInt: return "I32";
        case at::kByte: return "U8";
        case at::kBool: return "BOOL";
        case at::kBFloat16: return "BF16";
        case at::kHalf: return "F16";
        default: throw Error("checkpoint.type", "A tensor of the type %1 cannot be saved.", {at::toString(type)});
    }
}

[[noreturn]] void otherModel(const std::string& name, const std::string& what) {
    throw Error("checkpoint.model", "The weights belong to another model: \"%1\" %2. Open them with the recipe and settings that they were trained with.",
                {name, what});
}

template <typename Number>
Number metadataNumber(const SafetensorsView& file, const std::string& key) {
    const auto found = file.metadata.find(key);
    Number number = 0;
    if (found != file.metadata.end()) {
        const std::string& text = found->second;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error == std::errc() && end == text.data() + text.size() && number >= 0) return number;
    }
    throw Error("checkpoint.corrupt", "The weights cannot be read: their metadata has no valid \"%1\". The file is damaged; open an older copy of the project.",
                {key});
}

std::string shapeText(at::IntArrayRef shape) {
    std::string text;
    for (const int64_t length : shape) text += (text.empty() ? "" : " x ") + std::to_string(length);
    return text.empty() ? "one number" : text;
}

}  // namespace

CheckpointInfo readCheckpointInfo(const std::vector<uint8_t>& bytes) { return readCheckpointInfo(SafetensorsView::parse(bytes)); }

CheckpointInfo readCheckpointInfo(const SafetensorsView& file) {
    const auto format = file.metadata.find("format");
    if (format == file.metadata.end() || format->second != kFormat)
        throw Error("checkpoint.model", "This file holds weights, but not those of a Zscape run. Open a project or a checkpoint of one.");
    if (const auto version = metadataNumber<int64_t>(file, "version"); version > kVersion)
        throw Error("checkpoint.newer", "The checkpoint was written by a newer Zscape (format %1, this one reads %2). Update Zscape to open it.",
                    {std::to_string(version), std::to_string(kVersion)});
    CheckpointInfo info;
    const auto spec = file.metadata.find("spec");
    if (spec == file.metadata.end()) metadataNumber<int64_t>(file, "spec");
    info.spec = specFromJson(spec->second);
    info.seed = metadataNumber<uint64_t>(file, "seed");
    info.step = metadataNumber<int64_t>(file, "step");
    info.epoch = metadataNumber<int64_t>(file, "epoch");
    info.position = metadataNumber<int64_t>(file, "position");
    info.trainImages = metadataNumber<int64_t>(file, "train_images");
    info.epochImages = metadataNumber<int64_t>(file, "epoch_images");
    const auto device = file.metadata.find("device");
    info.device = device == file.metadata.end() ? "cpu" : device->second;
    return info;
}

std::vector<uint8_t> writeCheckpoint(const CheckpointInfo& info, const NamedTensors& tensors) {
    std::vector<Tensor> copies;  // keeps alive what the views below point at
    std::vector<StoredTensor> stored;
    for (const auto& [name, tensor] : tensors) {
        copies.push_back(tensor.detach().cpu().contiguous());
        const Tensor& copy = copies.back();
        stored.push_back({name, storedName(copy.scalar_type()), copy.sizes().vec(), {static_cast<const uint8_t*>(copy.const_data_ptr()), copy.nbytes()}});
    }
    return writeSafetensors(stored, {{"format", kFormat},
                                     {"version", std::to_string(kVersion)},
                                     {"spec", specToJson(info.spec)},
                                     {"seed", std::to_string(info.seed)},
                                     {"step", std::to_string(info.step)},
                                     {"epoch", std::to_string(info.epoch)},
                                     {"position", std::to_string(info.position)},
                                     {"train_images", std::to_string(info.trainImages)},
                                     {"epoch_images", std::to_string(info.epochImages)},
                                     {"device", info.device}});
}

Tensor storedTensor(const SafetensorsView& file, const std::string& name, at::ScalarType type, at::IntArrayRef shape) {
    const auto found = file.tensors.find(name);
    if (found == file.tensors.end()) otherModel(name, "is missing");
    const StoredTensor& stored = found->second;
    if (stored.type != storedName(type)) otherModel(name, "has the type " + stored.type + " where " + storedName(type) + " is needed");
    if (!shape.empty() && at::IntArrayRef(stored.shape) != shape)
        otherModel(name, "has the shape " + shapeText(stored.shape) + " where " + shapeText(shape) + " is needed");
    const Tensor tensor = at::empty(stored.shape, at::TensorOptions().dtype(type));
    if (!stored.bytes.empty()) std::memcpy(tensor.mutable_data_ptr(), stored.bytes.data(), stored.bytes.size());
    return tensor;
}

std::vector<Tensor> storedTensors(const SafetensorsView& file, const NamedTensors& into) {
    std::vector<Tensor> result;
    for (const auto& [name, tensor] : into) {
        result.push_back(storedTensor(file, name, tensor.scalar_type(), tensor.sizes()));
        if (result.back().sizes() != tensor.sizes()) otherModel(name, "has the shape " + shapeText(result.back().sizes()) + " where one number is needed");
    }
    return result;
}

void loadCheckpointWeights(Model& model, const std::vector<uint8_t>& bytes) {
    const SafetensorsView file = SafetensorsView::parse(bytes);
    readCheckpointInfo(file);
    NamedTensors into = model.parameters();
    for (auto& buffer : model.buffers()) into.push_back(std::move(buffer));
    const std::vector<Tensor> stored = storedTensors(file, into);
    const at::NoGradGuard noGradients;
    for (size_t i = 0; i < into.size(); ++i) into[i].second.copy_(stored[i]);
}

}  // namespace zscape
