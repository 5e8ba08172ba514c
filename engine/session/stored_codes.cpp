#include "engine/session/stored_codes.h"

#include "engine/core/run_limits.h"
#include "engine/training/safetensors.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace zscape {
namespace {

constexpr const char* kMu = "mu";
constexpr const char* kSteps = "steps";
constexpr const char* kFromTraining = "from_training";

[[noreturn]] void refuseCodes(const std::string& why) {
    throw Error("project.codes",
                "The saved codes of this run cannot be used: %1. Their points come again with the images.", {why});
}

template <typename Value>
std::span<const uint8_t> bytesOfValues(const std::vector<Value>& values) {
    return {reinterpret_cast<const uint8_t*>(values.data()), values.size() * sizeof(Value)};
}

template <typename Value>
std::vector<Value> valuesOf(const StoredTensor& tensor) {
    std::vector<Value> values(tensor.bytes.size() / sizeof(Value));
    if (!values.empty()) std::memcpy(values.data(), tensor.bytes.data(), values.size() * sizeof(Value));
    return values;
}

/// In the words of codes, not of weights.
template <typename Read>
SafetensorsView readAsCodes(const Read& read) {
    try {
        return read();
    } catch (const Error& error) {
        refuseCodes(error.info().arguments.empty() ? "the file is damaged" : error.info().arguments.front());
    }
}

}  // namespace

int64_t bytesOfCodes(const CodesSnapshot& codes) {
    return codes.count * static_cast<int64_t>(sizeof(float) * static_cast<size_t>(codes.dimensions) + sizeof(int64_t) +
                                              sizeof(uint8_t));
}

std::vector<uint8_t> codesToFile(const CodesSnapshot& codes) {
    const auto count = static_cast<size_t>(codes.count), dimensions = static_cast<size_t>(codes.dimensions);
    std::vector<float> mu(count * dimensions, 0.0F);
    std::vector<int64_t> steps(count, -1);
    std::vector<uint8_t> fromTraining(count, 0);
    for (size_t image = 0; image < count; ++image) {
        const float* code = codes.codeOf(static_cast<int64_t>(image));
        if (!code || !std::all_of(code, code + dimensions, [](float value) { return std::isfinite(value); })) continue;
        const CodeStamp stamp = codes.stampOf(static_cast<int64_t>(image));
        std::copy_n(code, dimensions, mu.begin() + static_cast<std::ptrdiff_t>(image * dimensions));
        steps[image] = stamp.step;
        fromTraining[image] = stamp.fromTraining;
    }
    return writeSafetensors({{kMu, "F32", {codes.count, codes.dimensions}, bytesOfValues(mu)},
                             {kSteps, "I64", {codes.count}, bytesOfValues(steps)},
                             {kFromTraining, "U8", {codes.count}, bytesOfValues(fromTraining)}},
                            {{"format", "zscape.codes"}});
}

FileJudge judgeOfCodes(int64_t images, int dimensions) {
    FileJudge judge;
    judge.beginning = [images, dimensions](std::span<const uint8_t> beginning, int64_t fileBytes, int64_t) {
        const SafetensorsView header =
            readAsCodes([&] { return SafetensorsView::parseHeader(beginning, static_cast<uint64_t>(fileBytes)); });
        const auto require = [&](const char* name, const char* type, const std::vector<int64_t>& shape) {
            const auto found = header.tensors.find(name);
            if (found == header.tensors.end() || found->second.type != type || found->second.shape != shape)
                refuseCodes("they are not those of " + std::to_string(images) + " images in " +
                            std::to_string(dimensions) + " dimensions");
        };
        require(kMu, "F32", {images, dimensions});
        require(kSteps, "I64", {images});
        require(kFromTraining, "U8", {images});
        if (header.tensors.size() != 3) refuseCodes("the file holds more than codes");
    };
    return judge;
}

StoredCodes codesFromFile(std::span<const uint8_t> file, int64_t step) {
    const SafetensorsView view = readAsCodes([&] { return SafetensorsView::parse(file); });
    StoredCodes codes;
    codes.dimensions = static_cast<int>(view.tensors.at(kMu).shape.at(1));
    codes.mu = valuesOf<float>(view.tensors.at(kMu));
    if (!std::all_of(codes.mu.begin(), codes.mu.end(), [](float value) { return std::isfinite(value); }))
        refuseCodes("a number is infinite or none");
    const std::vector<int64_t> steps = valuesOf<int64_t>(view.tensors.at(kSteps));
    const std::vector<uint8_t> fromTraining = valuesOf<uint8_t>(view.tensors.at(kFromTraining));
    codes.stamps.resize(steps.size());
    for (size_t image = 0; image < steps.size(); ++image) {
        if (steps[image] < -1 || steps[image] > kMostSteps || fromTraining[image] > 1)
            refuseCodes("a step is out of range");
        if (steps[image] > step) continue;
        codes.stamps[image].step = steps[image];
        codes.stamps[image].fromTraining = fromTraining[image];
    }
    return codes;
}

}  // namespace zscape
