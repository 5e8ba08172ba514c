#include "engine/data/npy_header.h"

#include "engine/core/error.h"
#include "tests/engine/data/temporary_folder.h"

#include <fstream>
#include <gtest/gtest.h>

namespace zscape {
namespace {

struct NpyHeaderTest : ::testing::Test {
    const TemporaryFolder folder;

    /// A file of this version with this header and `bytes` of values.
    NpyHeader read(const std::string& header, int version = 1, size_t bytes = 0) const {
        std::ofstream output(folder / "a.npy", std::ios::binary);
        output << "\x93NUMPY" << static_cast<char>(version) << '\0' << static_cast<char>(header.size() & 0xff)
               << static_cast<char>(header.size() >> 8);
        if (version > 1) output << '\0' << '\0';
        output << header << std::string(bytes, '\1');
        output.close();
        return readNpyHeader(folder / "a.npy");
    }
    std::string codeOf(const std::string& header, int version = 1) const {
        try {
            read(header, version);
        } catch (const Error& error) {
            return error.code();
        }
        return "";
    }
};

TEST_F(NpyHeaderTest, SaysWhatNumPyWrote) {
    const NpyHeader header = read("{'descr': '|u1', 'fortran_order': False, 'shape': (10, 28, 28), }   \n", 1, 7840);
    EXPECT_EQ(header.type, "|u1");
    EXPECT_FALSE(header.fortran);
    EXPECT_EQ(header.shape, (std::vector<int64_t>{10, 28, 28}));
    EXPECT_EQ(header.fileBytes - header.offset, 7840);
    EXPECT_TRUE(header.holds(1));
    EXPECT_FALSE(header.holds(2));
}

TEST_F(NpyHeaderTest, ReadsEveryVersionAndOrderOfFields) {
    for (const int version : {1, 2, 3}) {
        const NpyHeader header = read(R"({"shape": (3,), "fortran_order": True, "descr": "<f8"})", version, 24);
        EXPECT_EQ(header.shape, std::vector<int64_t>{3}) << version;
        EXPECT_TRUE(header.fortran);
        EXPECT_TRUE(header.holds(8)) << version;
    }
    EXPECT_TRUE(read("{'descr': '<f4', 'fortran_order': False, 'shape': ()}", 1, 4).shape.empty());
    EXPECT_TRUE(read("{'descr': '<f4', 'fortran_order': False, 'shape': (0, 5)}").holds(4)) << "nothing is asked of it";
}

TEST_F(NpyHeaderTest, WhatMakesNoSenseIsTold) {
    EXPECT_EQ(codeOf("{'descr': '<f4', 'fortran_order': False, 'shape': (3)}"), "") << "NumPy would write (3,)";
    for (const char* header : {"", "{}", "{'descr': '<f4', 'fortran_order': False}", "{'descr': '<f4', 'shape': (1,)}",
                               "{'descr': '<f4', 'fortran_order': False, 'shape': 3}",
                               "{'descr': '<f4', 'fortran_order': False, 'shape': (-3,)}",
                               "{'descr': '<f4', 'fortran_order': False, 'shape': (3 4)}",
                               "{'descr': '<f4', 'fortran_order': False, 'shape': (3,",
                               "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}"})
        EXPECT_EQ(codeOf(header), "npy.header") << header;
    EXPECT_EQ(codeOf("{'descr': '<f4', 'fortran_order': False, 'shape': (3,)}", 4), "npy.header");
    EXPECT_FALSE(
        read("{'descr': '<f4', 'fortran_order': False, 'shape': (9000000000000000000, 9000000000000000000)}").holds(4));
}

}  // namespace
}  // namespace zscape
