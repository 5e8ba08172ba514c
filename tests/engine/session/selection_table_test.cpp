#include "engine/session/selection_table.h"

#include "engine/core/error.h"
#include "tests/engine/code_of.h"
#include "tests/engine/data/temporary_folder.h"
#include "tests/engine/training/memory_images.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <fstream>
#include <iterator>

namespace zscape {
namespace {

/// Four images with labels, a table of two columns and names that a table has to quote.
class TabledImages : public MemoryImages {
public:
    TabledImages() : MemoryImages(4, 16, 1) {
        setLabels({"one", "two"}, {0, 1, -1, 0});
        attributes_.resize(2);
        attributes_[0].name = "age";
        attributes_[1].name = "label";
    }
    std::string nameOf(int64_t index) const override { return "a, \"b\" " + std::to_string(index); }
    const std::vector<Attribute>& attributes() const override { return attributes_; }
    std::string textOf(int64_t index, size_t attribute) const override {
        return attribute == 0 ? std::to_string(20 + index) : index == 3 ? "" : "x\ty";
    }

private:
    std::vector<Attribute> attributes_;
};

CodesSnapshot codesOfFour() {
    CodesSnapshot codes;
    codes.dimensions = 2;
    codes.count = 4;
    CodeStamp there;
    there.step = 5;
    codes.chunks.push_back(std::make_shared<CodeChunk>(
        CodeChunk{0, 4, {0.5F, -1, 0, 0, 1.25F, 3, -2, 0.1F}, {there, CodeStamp(), there, there}}));
    return codes;
}

std::string contents(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

struct SelectionTable : ::testing::Test {
    std::string written(const char* name, const std::vector<int64_t>& chosen, const CodesSnapshot* known) {
        writeSelectionTable(folder / name, images, &split, known, chosen, {}, {});
        return contents(folder / name);
    }

    const TemporaryFolder folder;
    const TabledImages images;
    const Split split{{0, 1}, {2}, {3}};
    const CodesSnapshot codes = codesOfFour();
};

TEST_F(SelectionTable, CsvHasNamesLabelsSidesAttributesAndCodes) {
    EXPECT_EQ(written("some.csv", {0, 1, 3}, &codes),
              "name,label,split,age,label (table),z0,z1\n"
              "\"a, \"\"b\"\" 0\",one,train,20,x\ty,0.5,-1\n"
              "\"a, \"\"b\"\" 1\",two,train,21,x\ty,,\n"
              "\"a, \"\"b\"\" 3\",one,test,23,,-2,0.1\n");
    EXPECT_EQ(written("none.csv", {}, nullptr), "name,label,split,age,label (table)\n");
}

TEST_F(SelectionTable, JsonHasTheSame) {
    const std::string second =
        "{\"name\": \"a, \\\"b\\\" 1\", \"label\": \"two\", \"split\": \"train\", "
        "\"attributes\": {\"age\": \"21\", \"label (table)\": \"x\\u0009y\"}, \"code\": null}";
    const std::string third =
        "{\"name\": \"a, \\\"b\\\" 2\", \"label\": null, \"split\": \"held out\", "
        "\"attributes\": {\"age\": \"22\", \"label (table)\": \"x\\u0009y\"}, \"code\": [1.25, 3]}";
    EXPECT_EQ(written("some.json", {1, 2}, &codes), "[\n" + second + ",\n" + third + "\n]\n");
    EXPECT_EQ(written("none.json", {}, &codes), "[\n]\n");
}

TEST_F(SelectionTable, NpyHasTheCodesInTheirOrder) {
    const std::string bytes = written("some.npy", {0, 1, 2}, &codes);
    EXPECT_EQ(bytes.substr(0, 8), std::string("\x93NUMPY\x01\x00", 8));
    const size_t header = static_cast<unsigned char>(bytes[8]) + 256U * static_cast<unsigned char>(bytes[9]);
    EXPECT_EQ((10 + header) % 64, 0U);
    EXPECT_NE(bytes.find("'shape': (3, 2)"), std::string::npos);
    std::vector<float> values(6);
    ASSERT_EQ(bytes.size(), 10 + header + values.size() * sizeof(float));
    std::memcpy(values.data(), bytes.data() + 10 + header, values.size() * sizeof(float));
    EXPECT_EQ(values[0], 0.5F);
    EXPECT_EQ(values[1], -1);
    EXPECT_TRUE(std::isnan(values[2])) << "it has no code";
    EXPECT_EQ(values[4], 1.25F);
    EXPECT_EQ(codeOf([&] { written("none.npy", {1}, &codes); }), "selection.codes");
    EXPECT_EQ(codeOf([&] { written("none.npy", {0}, nullptr); }), "selection.codes");
}

TEST_F(SelectionTable, WhatIsRefusedOrCancelledLeavesTheFileThatWasThere) {
    EXPECT_EQ(codeOf([&] { written("some.txt", {0}, &codes); }), "selection.format");
    EXPECT_FALSE(std::filesystem::exists(folder / "some.txt"));
    std::ofstream(folder / "some.csv") << "before";
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(
        writeSelectionTable(folder / "some.csv", images, &split, &codes, std::vector<int64_t>{0}, {}, stop.get_token()),
        Cancelled);
    EXPECT_EQ(contents(folder / "some.csv"), "before");
}

}  // namespace
}  // namespace zscape
