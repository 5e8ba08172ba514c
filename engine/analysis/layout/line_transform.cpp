#include "engine/analysis/layout/line_transform.h"

#include "engine/analysis/layout/lanes.h"
#include "engine/kernels/multiversion.h"

#include <cmath>
#include <cstring>
#include <numbers>

namespace zscape {
namespace {

/// One pass over its groups: x[q + s(p + m k)] to y[q + s(r p + j)], times the twiddle of (p, j).
struct PassArguments {
    const float* xr;
    const float* xi;
    float* yr;
    float* yi;
    int groups;
    int stride;
    const float* cosines;
    const float* sines;
};

#define ZSCAPE_PASS_BEGIN(RADIX)                                       \
    const int64_t lane = int64_t{pass.stride} * LineTransform::kLines; \
    const int64_t apart = lane * pass.groups;                          \
    for (int64_t p = 0; p < pass.groups; ++p) {                        \
        const float* c = pass.cosines + p * ((RADIX)-1);               \
        const float* s = pass.sines + p * ((RADIX)-1);                 \
        for (int64_t q = 0; q < lane; q += 8) {                        \
            const float* xr = pass.xr + p * lane + q;                  \
            const float* xi = pass.xi + p * lane + q;                  \
            float* yr = pass.yr + (RADIX)*p * lane + q;                \
            float* yi = pass.yi + (RADIX)*p * lane + q
#define ZSCAPE_PASS_END() \
    }                     \
    }                     \
    static_assert(true)
#define ZSCAPE_READ(K)                                                    \
    const Float8 r##K = *reinterpret_cast<const Float8*>(xr + (K)*apart), \
                 i##K = *reinterpret_cast<const Float8*>(xi + (K)*apart)
#define ZSCAPE_WRITE(J, REAL, IMAGINARY)                                                    \
    do {                                                                                    \
        const Float8 real = (REAL), imaginary = (IMAGINARY);                                \
        *reinterpret_cast<Float8*>(yr + (J)*lane) = real * c[(J)-1] - imaginary * s[(J)-1]; \
        *reinterpret_cast<Float8*>(yi + (J)*lane) = real * s[(J)-1] + imaginary * c[(J)-1]; \
    } while (false)
#define ZSCAPE_WRITE_FIRST(REAL, IMAGINARY)           \
    do {                                              \
        *reinterpret_cast<Float8*>(yr) = (REAL);      \
        *reinterpret_cast<Float8*>(yi) = (IMAGINARY); \
    } while (false)

ZSCAPE_MULTIVERSION void passOfTwo(const PassArguments& pass) {
    ZSCAPE_PASS_BEGIN(2);
    ZSCAPE_READ(0);
    ZSCAPE_READ(1);
    ZSCAPE_WRITE_FIRST(r0 + r1, i0 + i1);
    ZSCAPE_WRITE(1, r0 - r1, i0 - i1);
    ZSCAPE_PASS_END();
}

ZSCAPE_MULTIVERSION void passOfThree(const PassArguments& pass) {
    constexpr float kSine = 0.866025403784438647f;  // sin(2 pi / 3)
    ZSCAPE_PASS_BEGIN(3);
    ZSCAPE_READ(0);
    ZSCAPE_READ(1);
    ZSCAPE_READ(2);
    const Float8 sumR = r1 + r2, sumI = i1 + i2;
    const Float8 middleR = r0 - 0.5f * sumR, middleI = i0 - 0.5f * sumI;
    const Float8 turnR = kSine * (i1 - i2), turnI = kSine * (r2 - r1);
    ZSCAPE_WRITE_FIRST(r0 + sumR, i0 + sumI);
    ZSCAPE_WRITE(1, middleR + turnR, middleI + turnI);
    ZSCAPE_WRITE(2, middleR - turnR, middleI - turnI);
    ZSCAPE_PASS_END();
}

ZSCAPE_MULTIVERSION void passOfFour(const PassArguments& pass) {
    ZSCAPE_PASS_BEGIN(4);
    ZSCAPE_READ(0);
    ZSCAPE_READ(1);
    ZSCAPE_READ(2);
    ZSCAPE_READ(3);
    const Float8 evenR = r0 + r2, evenI = i0 + i2, oddR = r1 + r3, oddI = i1 + i3;
    const Float8 leftR = r0 - r2, leftI = i0 - i2, turnR = i1 - i3, turnI = r3 - r1;
    ZSCAPE_WRITE_FIRST(evenR + oddR, evenI + oddI);
    ZSCAPE_WRITE(1, leftR + turnR, leftI + turnI);
    ZSCAPE_WRITE(2, evenR - oddR, evenI - oddI);
    ZSCAPE_WRITE(3, leftR - turnR, leftI - turnI);
    ZSCAPE_PASS_END();
}

ZSCAPE_MULTIVERSION void passOfFive(const PassArguments& pass) {
    constexpr float kCosine1 = 0.309016994374947424f, kCosine2 = -0.809016994374947424f;  // cos(2 pi / 5), (4 pi / 5)
    constexpr float kSine1 = 0.951056516295153572f, kSine2 = 0.587785252292473129f;
    ZSCAPE_PASS_BEGIN(5);
    ZSCAPE_READ(0);
    ZSCAPE_READ(1);
    ZSCAPE_READ(2);
    ZSCAPE_READ(3);
    ZSCAPE_READ(4);
    const Float8 outerR = r1 + r4, outerI = i1 + i4, innerR = r2 + r3, innerI = i2 + i3;
    const Float8 outerDifferR = r1 - r4, outerDifferI = i1 - i4, innerDifferR = r2 - r3, innerDifferI = i2 - i3;
    const Float8 baseR = r0 + kCosine1 * outerR + kCosine2 * innerR;
    const Float8 baseI = i0 + kCosine1 * outerI + kCosine2 * innerI;
    const Float8 otherR = r0 + kCosine2 * outerR + kCosine1 * innerR;
    const Float8 otherI = i0 + kCosine2 * outerI + kCosine1 * innerI;
    const Float8 turnR = kSine1 * outerDifferI + kSine2 * innerDifferI;
    const Float8 turnI = -(kSine1 * outerDifferR + kSine2 * innerDifferR);
    const Float8 otherTurnR = kSine2 * outerDifferI - kSine1 * innerDifferI;
    const Float8 otherTurnI = kSine1 * innerDifferR - kSine2 * outerDifferR;
    ZSCAPE_WRITE_FIRST(r0 + outerR + innerR, i0 + outerI + innerI);
    ZSCAPE_WRITE(1, baseR + turnR, baseI + turnI);
    ZSCAPE_WRITE(2, otherR + otherTurnR, otherI + otherTurnI);
    ZSCAPE_WRITE(3, otherR - otherTurnR, otherI - otherTurnI);
    ZSCAPE_WRITE(4, baseR - turnR, baseI - turnI);
    ZSCAPE_PASS_END();
}

}  // namespace

LineTransform::LineTransform(int length) : length_(length) {
    int left = length, stride = 1;
    while (left > 1) {
        const int radix = left % 5 == 0 ? 5 : left % 3 == 0 ? 3 : left % 4 == 0 ? 4 : 2;
        Pass pass{radix, left / radix, stride, {}, {}};
        for (int p = 0; p < pass.groups; ++p)
            for (int j = 1; j < radix; ++j) {
                const double angle = -2 * std::numbers::pi * p * j / left;
                pass.cosines.push_back(static_cast<float>(std::cos(angle)));
                pass.sines.push_back(static_cast<float>(std::sin(angle)));
            }
        passes_.push_back(std::move(pass));
        left /= radix;
        stride *= radix;
    }
}

void LineTransform::operator()(float* real, float* imaginary, float* room) const {
    const size_t numbers = static_cast<size_t>(length_) * kLines;
    const float* fromReal = real;
    const float* fromImaginary = imaginary;
    float* toReal = room;
    float* toImaginary = room + numbers;
    for (const Pass& pass : passes_) {
        const PassArguments arguments{fromReal,    fromImaginary,       toReal,           toImaginary, pass.groups,
                                      pass.stride, pass.cosines.data(), pass.sines.data()};
        switch (pass.radix) {
            case 2: passOfTwo(arguments); break;
            case 3: passOfThree(arguments); break;
            case 4: passOfFour(arguments); break;
            default: passOfFive(arguments);
        }
        fromReal = toReal;
        fromImaginary = toImaginary;
        toReal = fromReal == real ? room : real;
        toImaginary = fromReal == real ? room + numbers : imaginary;
    }
    if (fromReal == real) return;
    std::memcpy(real, fromReal, numbers * sizeof(float));
    std::memcpy(imaginary, fromImaginary, numbers * sizeof(float));
}

int quickLength(int least) {
    for (int length = (least + 31) / 32 * 32;; length += 32) {
        int left = length;
        for (const int factor : {2, 3, 5})
            while (left % factor == 0) left /= factor;
        if (left == 1) return length;
    }
}

}  // namespace zscape
