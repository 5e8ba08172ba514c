#include "engine/data/arrays.h"

#include "engine/core/error.h"
#include "tests/engine/data/temporary_folder.h"

#include <cstring>
#include <fstream>
#include <gtest/gtest.h>
#include <limits>

namespace zscape {
namespace {

std::string read(const std::filesystem::path& file) {
    std::ifstream input(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(input), {}};
}

/// An .npy file of version 1.0 with this header and these raw bytes.
void writeRaw(const std::filesystem::path& file, const std::string& header, const std::string& data) {
    std::ofstream output(file, std::ios::binary);
    output << "\x93NUMPY" << '\x01' << '\0' << static_cast<char>(header.size() & 0xff)
           << static_cast<char>(header.size() >> 8) << header << data;
}

template <typename Number>
std::string bytesOf(const std::vector<Number>& values) {
    return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(Number)};
}

std::string errorOf(const std::filesystem::path& file) {
    try {
        readNpyMatrix(file);
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find(file.filename().string()), std::string::npos) << error.what();
        return error.code();
    }
    return "";
}

TEST(Arrays, NpyGoesRound) {
    const TemporaryFolder folder;
    const FloatMatrix matrix{2, 3, {1.5F, -2.0F, 3.25F, 0.0F, std::numeric_limits<float>::denorm_min(), 6.0F}};
    writeNpy(folder / "codes.npy", matrix);
    const std::string bytes = read(folder / "codes.npy");
    EXPECT_EQ((bytes.size() - 6 * sizeof(float)) % 64, 0U) << "data begins at a multiple of 64, as NumPy writes it";
    const FloatMatrix back = readNpyMatrix(folder / "codes.npy");
    EXPECT_EQ(back.rows, 2);
    EXPECT_EQ(back.columns, 3);
    EXPECT_EQ(back.values, matrix.values);
}

TEST(Arrays, NpyOfDoublesInFortranOrder) {
    const TemporaryFolder folder;
    // numpy.save of numpy.asfortranarray([[1, 2, 3], [4, 5, 6]])
    writeRaw(folder / "f.npy", "{'descr': '<f8', 'fortran_order': True, 'shape': (2, 3), }\n",
             bytesOf<double>({1, 4, 2, 5, 3, 6}));
    const FloatMatrix back = readNpyMatrix(folder / "f.npy");
    EXPECT_EQ(back.rows, 2);
    EXPECT_EQ(back.values, (std::vector<float>{1, 2, 3, 4, 5, 6}));
}

TEST(Arrays, OneDimensionIsOneRow) {
    const TemporaryFolder folder;
    writeRaw(folder / "one.npy", "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }\n",
             bytesOf<float>({7, 8, 9}));
    const FloatMatrix back = readNpyMatrix(folder / "one.npy");
    EXPECT_EQ(back.rows, 1);
    EXPECT_EQ(back.columns, 3);
    EXPECT_EQ(back.values, (std::vector<float>{7, 8, 9}));
}

TEST(Arrays, BadFilesAreTold) {
    const TemporaryFolder folder;
    EXPECT_EQ(errorOf(folder / "missing.npy"), "file.missing");
    std::ofstream(folder / "text.npy") << "not an array";
    EXPECT_EQ(errorOf(folder / "text.npy"), "npy.header");
    std::ofstream(folder / "empty.npy").flush();
    EXPECT_EQ(errorOf(folder / "empty.npy"), "npy.header");
    writeRaw(folder / "int.npy", "{'descr': '<i8', 'fortran_order': False, 'shape': (1,), }\n", bytesOf<int64_t>({1}));
    EXPECT_EQ(errorOf(folder / "int.npy"), "npy.type");
    writeRaw(folder / "cube.npy", "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1, 1), }\n",
             bytesOf<float>({1}));
    EXPECT_EQ(errorOf(folder / "cube.npy"), "npy.shape");
    writeRaw(folder / "short.npy", "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }\n",
             bytesOf<float>({1, 2, 3}));
    EXPECT_EQ(errorOf(folder / "short.npy"), "npy.short");
    writeRaw(folder / "huge.npy",
             "{'descr': '<f4', 'fortran_order': False, 'shape': (9000000000000000000, 9000000000000000000), }\n", "");
    EXPECT_EQ(errorOf(folder / "huge.npy"), "npy.short") << "told before anything is allocated";
    writeRaw(folder / "noshape.npy", "{'descr': '<f4', 'fortran_order': False}\n", "");
    EXPECT_EQ(errorOf(folder / "noshape.npy"), "npy.header");
}

TEST(Arrays, CsvQuotesWhatNeedsIt) {
    const TemporaryFolder folder;
    const FloatMatrix matrix{2, 2, {0.1F, -1.0F, 1e-20F, 3.0F}};
    writeCsv(folder / "codes.csv", {"name", "label", "z0", "z1"}, matrix,
             {{"a,\"b\"\n.png", "plain.png"}, {"", "cat"}});
    EXPECT_EQ(read(folder / "codes.csv"), "name,label,z0,z1\n\"a,\"\"b\"\"\n.png\",,0.1,-1\nplain.png,cat,1e-20,3\n");
    writeCsv(folder / "bare.csv", {"z0", "z1"}, matrix, {});
    EXPECT_EQ(read(folder / "bare.csv"), "z0,z1\n0.1,-1\n1e-20,3\n");
}

}  // namespace
}  // namespace zscape
