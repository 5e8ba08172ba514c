#pragma once

#include <cstdint>
#include <vector>

namespace zscape {

/// The first principal axes of a cloud of codes.
struct PrincipalAxes {
    std::vector<float> mean;               ///< D
    std::vector<std::vector<float>> axes;  ///< orthonormal, D each, by falling variance
    std::vector<double> explained;         ///< share of the whole variance, one for each axis
};

/// Collects mean and covariance in double precision, block by block, so that codes stay where they are.
/// Pearson 1901; the eigenvectors by LAPACK's symmetric solver.
class PrincipalAnalysis {
public:
    /// \throws std::invalid_argument below one dimension
    explicit PrincipalAnalysis(int dimensions);

    /// `rows`: count x dimensions, row-major. Rows with a value that is not finite are left out.
    void add(const float* rows, int64_t count);
    int64_t count() const { return count_; }

    /// \param axes how many, at most the dimensions. Each axis' largest component is positive.
    /// \throws std::logic_error without a row
    PrincipalAxes axes(int axes) const;

private:
    int dimensions_;
    int64_t count_ = 0;
    std::vector<double> shift_;     ///< the first row: keeps the sums small, so that a far-off cloud loses no digits
    std::vector<double> sum_;       ///< of shifted rows, D
    std::vector<double> products_;  ///< of shifted rows, D x D
};

/// Order and signs that agree best with `previous`, so that a plane that is drawn again does not flip or turn:
/// of all ways to pair the axes the one with the largest sum of |cosines|, by pairs. Other lengths: unchanged.
void alignAxes(PrincipalAxes& axes, const PrincipalAxes& previous);

}  // namespace zscape
