#include "engine/training/checkpoint.h"

#include "engine/core/error.h"
#include "engine/core/run_limits.h"
#include "engine/training/compute_plan.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>

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
    throw Error("checkpoint.model",
                "The weights belong to another model: \"%1\" %2. Open them with the recipe and settings that they were "
                "trained with.",
                {name, what});
}

template <typename Number>
Number metadataNumber(const SafetensorsView& file, const std::string& key,
                      Number most = std::numeric_limits<Number>::max()) {
    const auto found = file.metadata.find(key);
    Number number = 0;
    if (found != file.metadata.end()) {
        const std::string& text = found->second;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error == std::errc() && end == text.data() + text.size() && number >= 0 && number <= most) return number;
    }
    throw Error("checkpoint.corrupt",
                "The weights cannot be read: their metadata has no valid \"%1\". The file is damaged; open an older "
                "copy of the project.",
                {key});
}

constexpr const char* kTablePrefix = "table.";

/// Weights and two moments in float32; the rows of a table beside them, which may have been those of other images too.
void requireSizeOf(const ModelSpec& spec, const SafetensorsView& header) {
    constexpr double kSlack = 64e6;  // generators, sums, running means
    constexpr double kTimesImages = 16, kFewRows = 65'536;
    double stored = 0, rows = 0;
    for (const auto& [name, tensor] : header.tensors) {
        if (!name.starts_with(kTablePrefix)) stored += static_cast<double>(tensor.size);
        else if (!tensor.shape.empty()) rows = std::max(rows, static_cast<double>(tensor.shape.front()));
    }
    const double expected = 3 * sizeof(float) * estimatedWeights(spec);
    const bool fits =
        stored <= kEstimateTolerance * expected + kSlack && expected <= kEstimateTolerance * (stored + kSlack);
    if (fits && rows <= kTimesImages * (static_cast<double>(spec.shape.images) + kFewRows)) return;
    throw Error("checkpoint.size",
                "The weights cannot be those of the model that they describe: the file holds %1 MB and %2 rows of "
                "codes. Open an older copy of the project.",
                {std::to_string(static_cast<int64_t>(stored / 1e6)), std::to_string(static_cast<int64_t>(rows))});
}

template <typename Number>
bool allFinite(std::span<const uint8_t> bytes) {
    for (size_t at = 0; at + sizeof(Number) <= bytes.size(); at += sizeof(Number)) {
        Number number = 0;
        std::memcpy(&number, bytes.data() + at, sizeof number);
        if (!std::isfinite(number)) return false;
    }
    return true;
}

/// What the optimiser remembers may be infinite where a gradient once was, and the steps after it are none the worse.
bool isWeight(const std::string& name) {
    return !name.starts_with("adam.") && !name.starts_with("generator.") && name != "lead" && name != "epoch.sums" &&
           (!name.starts_with(kTablePrefix) || name == std::string(kTablePrefix) + "values");
}

std::string shapeText(at::IntArrayRef shape) {
    std::string text;
    for (const int64_t length : shape) text += (text.empty() ? "" : " x ") + std::to_string(length);
    return text.empty() ? "one number" : text;
}

}  // namespace

CheckpointInfo readCheckpointInfo(const std::vector<uint8_t>& bytes) {
    return readCheckpointInfo(SafetensorsView::parse(bytes));
}

CheckpointInfo readCheckpointInfo(const SafetensorsView& file) {
    const auto format = file.metadata.find("format");
    if (format == file.metadata.end() || format->second != kFormat)
        throw Error("checkpoint.model",
                    "This file holds weights, but not those of a Zscape run. Open a project or a checkpoint of one.");
    if (const auto version = metadataNumber<int64_t>(file, "version"); version > kVersion)
        throw Error(
            "checkpoint.newer",
            "The checkpoint was written by a newer Zscape (format %1, this one reads %2). Update Zscape to open it.",
            {std::to_string(version), std::to_string(kVersion)});
    CheckpointInfo info;
    const auto spec = file.metadata.find("spec");
    if (spec == file.metadata.end()) metadataNumber<int64_t>(file, "spec");
    info.spec = specFromJson(spec->second);
    info.seed = metadataNumber<uint64_t>(file, "seed");
    info.step = metadataNumber(file, "step", kMostSteps);
    info.epoch = metadataNumber(file, "epoch", kMostSteps);
    info.trainImages = metadataNumber(file, "train_images", kMostImages);
    info.position = metadataNumber(file, "position", info.trainImages);
    info.epochImages = metadataNumber(file, "epoch_images", info.trainImages);
    const auto device = file.metadata.find("device");
    info.device = device == file.metadata.end() ? "cpu" : device->second;
    return info;
}

void requireCheckpoint(std::span<const uint8_t> beginning, int64_t fileBytes, int64_t step) {
    const SafetensorsView header = SafetensorsView::parseHeader(beginning, static_cast<uint64_t>(fileBytes));
    const CheckpointInfo info = readCheckpointInfo(header);
    if (info.step != step)
        throw Error("checkpoint.step",
                    "The weights are those of step %1, where the project names step %2: the file is another one's. "
                    "Open an older copy of the project.",
                    {std::to_string(info.step), std::to_string(step)});
    requireSizeOf(info.spec, header);
}

void requireFiniteWeights(std::span<const uint8_t> file) {
    const SafetensorsView view = SafetensorsView::parse(file);
    for (const auto& [name, tensor] : view.tensors) {
        if (!isWeight(name)) continue;
        const bool finite = tensor.type == "F32" ? allFinite<float>(tensor.bytes)
                                                 : tensor.type != "F64" || allFinite<double>(tensor.bytes);
        if (!finite)
            throw Error("checkpoint.not-finite",
                        "The weights cannot be used: \"%1\" holds a number that is infinite or none. Open an older "
                        "copy of the project.",
                        {name});
    }
}

std::vector<uint8_t> writeCheckpoint(const CheckpointInfo& info, const NamedTensors& tensors) {
    std::vector<Tensor> copies;  // keeps alive what the views below point at
    std::vector<StoredTensor> stored;
    for (const auto& [name, tensor] : tensors) {
        copies.push_back(tensor.detach().cpu().contiguous());
        const Tensor& copy = copies.back();
        stored.push_back({name,
                          storedName(copy.scalar_type()),
                          copy.sizes().vec(),
                          {static_cast<const uint8_t*>(copy.const_data_ptr()), copy.nbytes()}});
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
    if (stored.type != storedName(type))
        otherModel(name, "has the type " + stored.type + " where " + storedName(type) + " is needed");
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
        if (result.back().sizes() != tensor.sizes())
            otherModel(name, "has the shape " + shapeText(result.back().sizes()) + " where one number is needed");
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
