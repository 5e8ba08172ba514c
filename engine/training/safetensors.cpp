#include "engine/training/safetensors.h"

#include "engine/core/error.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>
#include <set>

namespace zscape {

static_assert(std::endian::native == std::endian::little,
              "safetensors is little endian, and tensors are copied as they lie");

namespace {

using Json = nlohmann::json;

constexpr uint64_t kMaxHeaderBytes = 100'000'000;  // the format's own limit

[[noreturn]] void corrupt(const std::string& what) {
    throw Error("checkpoint.corrupt",
                "The weights cannot be read: %1. The file is damaged; open an older copy of the project.", {what});
}

/// nlohmann keeps the last of two equal keys without a word; two tensors of one name must not pass.
Json parseHeaderJson(const char* begin, const char* end) {
    std::set<std::string> names;
    bool twice = false;
    const auto watch = [&](int depth, Json::parse_event_t event, Json& value) {
        if (event == Json::parse_event_t::key && depth == 1)
            twice = !names.insert(value.get<std::string>()).second || twice;
        return true;
    };
    Json header = Json::parse(begin, end, watch, /*allow_exceptions=*/false);
    if (header.is_discarded() || !header.is_object()) corrupt("its header is not valid JSON");
    if (twice) corrupt("a name stands twice in its header");
    return header;
}

uint64_t wholeNumber(const Json& value, const std::string& name) {
    if (!value.is_number_unsigned()) corrupt("\"" + name + "\" has a shape or an offset that is no whole number");
    return value.get<uint64_t>();
}

std::vector<int64_t> shapeOf(const Json& entry, const std::string& name, uint64_t elementBytes, uint64_t limit,
                             uint64_t& bytes) {
    const auto found = entry.find("shape");
    if (found == entry.end() || !found->is_array()) corrupt("\"" + name + "\" has no shape");
    std::vector<int64_t> shape;
    bytes = elementBytes;
    bool empty = false;
    for (const Json& value : *found) {
        const uint64_t length = wholeNumber(value, name);
        if (length == 0) empty = true;
        // Bounded by what the file can hold before it is multiplied, so that no product overflows.
        if (!empty && length > limit / bytes) corrupt("\"" + name + "\" is larger than the file");
        if (length > (uint64_t{1} << 62)) corrupt("\"" + name + "\" has an impossible shape");
        bytes = empty ? 0 : bytes * length;
        shape.push_back(static_cast<int64_t>(length));
    }
    return shape;
}

StoredTensor tensorOf(const std::string& name, const Json& entry, uint64_t dataBytes) {
    if (!entry.is_object()) corrupt("\"" + name + "\" is not described");
    const auto type = entry.find("dtype");
    if (type == entry.end() || !type->is_string()) corrupt("\"" + name + "\" has no type");
    const int64_t elementBytes = bytesOfStoredType(type->get<std::string>());
    if (elementBytes == 0) corrupt("\"" + name + "\" has the unknown type " + type->get<std::string>());
    uint64_t bytes = 0;
    StoredTensor tensor{name,
                        type->get<std::string>(),
                        shapeOf(entry, name, static_cast<uint64_t>(elementBytes), dataBytes, bytes),
                        {},
                        0,
                        bytes};

    const auto offsets = entry.find("data_offsets");
    if (offsets == entry.end() || !offsets->is_array() || offsets->size() != 2)
        corrupt("\"" + name + "\" has no offsets");
    tensor.begin = wholeNumber((*offsets)[0], name);
    const uint64_t end = wholeNumber((*offsets)[1], name);
    if (tensor.begin > end || end > dataBytes) corrupt("\"" + name + "\" reaches beyond the file's end");
    if (end - tensor.begin != bytes) corrupt("\"" + name + "\" has another size than its shape says");
    return tensor;
}

}  // namespace

int64_t bytesOfStoredType(const std::string& type) {
    if (type == "F64" || type == "I64") return 8;
    if (type == "F32" || type == "I32") return 4;
    if (type == "F16" || type == "BF16" || type == "I16") return 2;
    if (type == "U8" || type == "I8" || type == "BOOL") return 1;
    return 0;
}

std::vector<uint8_t> writeSafetensors(const std::vector<StoredTensor>& tensors,
                                      const std::map<std::string, std::string>& metadata) {
    nlohmann::ordered_json header;
    header["__metadata__"] = metadata;
    uint64_t offset = 0;
    for (const StoredTensor& tensor : tensors) {
        int64_t bytes = bytesOfStoredType(tensor.type);
        for (const int64_t length : tensor.shape) bytes *= length;
        assert(static_cast<size_t>(bytes) == tensor.bytes.size());
        header[tensor.name] = {
            {"dtype", tensor.type}, {"shape", tensor.shape}, {"data_offsets", {offset, offset + tensor.bytes.size()}}};
        offset += tensor.bytes.size();
    }
    std::string text = header.dump();
    text.resize((text.size() + 7) / 8 * 8, ' ');  // tensors begin at a multiple of eight

    std::vector<uint8_t> file(8 + text.size() + offset);
    const uint64_t headerBytes = text.size();
    std::memcpy(file.data(), &headerBytes, 8);
    std::memcpy(file.data() + 8, text.data(), text.size());
    uint8_t* to = file.data() + 8 + text.size();
    for (const StoredTensor& tensor : tensors) {
        if (tensor.bytes.empty()) continue;
        std::memcpy(to, tensor.bytes.data(), tensor.bytes.size());
        to += tensor.bytes.size();
    }
    return file;
}

SafetensorsView SafetensorsView::parse(std::span<const uint8_t> file) {
    SafetensorsView view = parseHeader(file, file.size());
    uint64_t headerBytes = 0;
    std::memcpy(&headerBytes, file.data(), 8);
    for (auto& [name, tensor] : view.tensors) tensor.bytes = file.subspan(8 + headerBytes + tensor.begin, tensor.size);
    return view;
}

SafetensorsView SafetensorsView::parseHeader(std::span<const uint8_t> beginning, uint64_t fileBytes) {
    if (beginning.size() < 8 || fileBytes < 8) corrupt("it is too short");
    uint64_t headerBytes = 0;
    std::memcpy(&headerBytes, beginning.data(), 8);
    if (headerBytes > kMaxHeaderBytes || headerBytes > fileBytes - 8 || headerBytes > beginning.size() - 8)
        corrupt("its header is longer than the file");
    const auto* text = reinterpret_cast<const char*>(beginning.data()) + 8;
    const Json header = parseHeaderJson(text, text + headerBytes);
    const uint64_t dataBytes = fileBytes - 8 - headerBytes;

    SafetensorsView view;
    std::vector<std::pair<uint64_t, uint64_t>> ranges;
    for (const auto& [name, entry] : header.items()) {
        if (name == "__metadata__") {
            if (!entry.is_object()) corrupt("its metadata is no table");
            for (const auto& [key, value] : entry.items()) {
                if (!value.is_string()) corrupt("its metadata holds something that is no text");
                view.metadata[key] = value.get<std::string>();
            }
            continue;
        }
        StoredTensor tensor = tensorOf(name, entry, dataBytes);
        ranges.emplace_back(tensor.begin, tensor.begin + tensor.size);
        view.tensors.emplace(name, std::move(tensor));
    }
    // Side by side without a gap: bytes that no tensor owns, or that two own, are a damaged file.
    std::sort(ranges.begin(), ranges.end());
    uint64_t reached = 0;
    for (const auto& [begin, end] : ranges) {
        if (begin != reached)
            corrupt(begin < reached ? "two tensors lie over each other" : "there is a gap between two tensors");
        reached = end;
    }
    if (reached != dataBytes) corrupt("bytes are left over at its end");
    return view;
}

}  // namespace zscape
