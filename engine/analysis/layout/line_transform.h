#pragma once

#include <vector>

namespace zscape {

/// Discrete Fourier transforms of sixteen lines of n complex numbers at once, real and imaginary parts apart: number k
/// of line l lies at [16 k + l], so that every step is one of vectors (Stockham's autosort, radix 5, 4, 3 and 2).
class LineTransform {
public:
    static constexpr int kLines = 16;

    /// \param length quickLength()'s
    explicit LineTransform(int length);
    int length() const { return length_; }

    /// sum_k x[k] exp(-2 pi i j k / n), in place, unscaled; the inverse (times n) with `real` and `imaginary`
    /// exchanged, in arguments and result alike. \param real, imaginary n x 16
    /// \param room twice n x 16, of the caller's
    void operator()(float* real, float* imaginary, float* room) const;

private:
    struct Pass {
        int radix;
        int groups;                  ///< n / radix / stride: each with twiddles of its own
        int stride;                  ///< lines of numbers that share them
        std::vector<float> cosines;  ///< groups x (radix - 1)
        std::vector<float> sines;
    };

    int length_;
    std::vector<Pass> passes_;
};

/// The least number from `least` on that is a multiple of 32 and has no prime factor above 5.
int quickLength(int least);

}  // namespace zscape
