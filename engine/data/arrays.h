#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace zscape {

/// A matrix of float32, row-major.
struct FloatMatrix {
    int64_t rows = 0;
    int64_t columns = 0;
    std::vector<float> values;
};

/// NumPy's .npy, version 1.0, '<f4', C order. Written to a temporary name and renamed.
/// \throws Error "write.*"
void writeNpy(const std::filesystem::path& file, const FloatMatrix& matrix);

/// What an .npy file begins with, version 1.0, C order. `type` as NumPy writes it: "<f4".
std::string npyStart(const std::string& type, const std::vector<int64_t>& shape);

/// Reads .npy of float32 or float64, one or two dimensions (one row), C or Fortran order, little endian.
/// \throws Error "npy.*" naming the file and the field
FloatMatrix readNpyMatrix(const std::filesystem::path& file);

/// A comma-separated table: one header line, one row an image: the columns of `texts` first, then those of the matrix.
/// \throws Error "write.*"
void writeCsv(const std::filesystem::path& file, const std::vector<std::string>& header, const FloatMatrix& matrix,
              const std::vector<std::vector<std::string>>& texts);

}  // namespace zscape
