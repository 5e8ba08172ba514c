#include "engine/training/safetensors.h"

#include "engine/core/error.h"

#include <gtest/gtest.h>

#include <cstring>

namespace zscape {
namespace {

std::vector<uint8_t> fileOf(const std::string& header, size_t dataBytes) {
    std::vector<uint8_t> file(8 + header.size() + dataBytes);
    const uint64_t length = header.size();
    std::memcpy(file.data(), &length, 8);
    std::memcpy(file.data() + 8, header.data(), header.size());
    return file;
}

std::vector<uint8_t> goodFile() {
    static const float numbers[] = {1, 2, 3, 4, 5, 6};
    static const uint8_t bytes[] = {7, 8, 9};
    return writeSafetensors({{"weight", "F32", {2, 3}, {reinterpret_cast<const uint8_t*>(numbers), sizeof numbers}},
                             {"state", "U8", {3}, bytes},
                             {"empty", "F32", {0, 4}, {}}},
                            {{"step", "12"}, {"spec", "{\"a\": \"é\"}"}});
}

void expectCorrupt(const std::vector<uint8_t>& file, const std::string& what) {
    try {
        SafetensorsView::parse(file);
        ADD_FAILURE() << "taken, though " << what;
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), "checkpoint.corrupt") << what;
    }
}

TEST(Safetensors, WhatIsWrittenIsRead) {
    const auto file = goodFile();
    const auto view = SafetensorsView::parse(file);
    EXPECT_EQ(view.metadata.at("step"), "12");
    EXPECT_EQ(view.metadata.at("spec"), "{\"a\": \"é\"}");
    const auto& weight = view.tensors.at("weight");
    EXPECT_EQ(weight.type, "F32");
    EXPECT_EQ(weight.shape, (std::vector<int64_t>{2, 3}));
    float third = 0;
    std::memcpy(&third, weight.bytes.data() + 8, 4);
    EXPECT_EQ(third, 3);
    EXPECT_EQ(view.tensors.at("state").bytes[2], 9);
    EXPECT_EQ(view.tensors.at("empty").shape, (std::vector<int64_t>{0, 4}));
}

TEST(Safetensors, TensorsBeginAtAMultipleOfEight) {
    uint64_t header = 0;
    const auto file = goodFile();
    std::memcpy(&header, file.data(), 8);
    EXPECT_EQ(header % 8, 0u);
}

TEST(Safetensors, AFileCutAnywhereIsRefused) {
    const auto file = goodFile();
    for (size_t length = 0; length < file.size(); ++length)
        expectCorrupt({file.begin(), file.begin() + static_cast<ptrdiff_t>(length)},
                      "cut at " + std::to_string(length));
}

TEST(Safetensors, BytesAfterTheLastTensorAreRefused) {
    auto file = goodFile();
    file.push_back(0);
    expectCorrupt(file, "a byte is left over");
}

TEST(Safetensors, BadHeadersAreRefused) {
    expectCorrupt(fileOf("[]", 0), "the header is a list");
    expectCorrupt(fileOf("{", 0), "the header is no JSON");
    expectCorrupt(
        fileOf(
            R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})",
            8),
        "a name stands twice");
    expectCorrupt(fileOf(R"({"a":3})", 0), "a tensor is a number");
    expectCorrupt(fileOf(R"({"a":{"dtype":"F33","shape":[1],"data_offsets":[0,4]}})", 4), "the type is unknown");
    expectCorrupt(fileOf(R"({"a":{"shape":[1],"data_offsets":[0,4]}})", 4), "there is no type");
    expectCorrupt(fileOf(R"({"a":{"dtype":"F32","data_offsets":[0,4]}})", 4), "there is no shape");
    expectCorrupt(fileOf(R"({"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}})", 4), "a length is negative");
    expectCorrupt(fileOf(R"({"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}})", 4), "a length is broken");
    expectCorrupt(fileOf(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,400]}})", 4),
                  "it reaches beyond the end");
    expectCorrupt(fileOf(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}})", 4), "it ends before it begins");
    expectCorrupt(fileOf(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}})", 4), "shape and size differ");
    expectCorrupt(fileOf(R"({"a":{"dtype":"F32","shape":[4294967296,4294967296,4294967296],"data_offsets":[0,0]}})", 0),
                  "the shape's product overflows");
    expectCorrupt(fileOf(R"({"a":{"dtype":"F32","shape":[0,18446744073709551615],"data_offsets":[0,0]}})", 0),
                  "a length does not fit 63 bits");
    expectCorrupt(
        fileOf(
            R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})",
            8),
        "tensors overlap");
    expectCorrupt(fileOf(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})", 8), "there is a gap");
    expectCorrupt(fileOf(R"({"__metadata__":{"step":3}})", 0), "metadata is no text");
}

}  // namespace
}  // namespace zscape
