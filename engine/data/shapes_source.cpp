#include "engine/data/shapes_source.h"

#include "engine/data/guess.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace zscape {

namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr int kGround = 18;        ///< the dark ground's grey
constexpr double kLargest = 0.22;  ///< half a square's side at size 1, in pictures' widths
constexpr int kSamples = 4;        ///< per pixel and direction

enum FactorIndex { kShape, kSize, kAngle, kX, kY, kHue, kFactors };

/// sin by its Taylor series after reduction to -pi/2 .. pi/2. Not std::sin: its last bit differs between C libraries,
/// and a sample on an edge would differ with it.
double sine(double angle) {
    angle -= std::floor(angle / (2 * kPi)) * (2 * kPi);
    if (angle > 1.5 * kPi) angle -= 2 * kPi;
    else if (angle > 0.5 * kPi) angle = kPi - angle;
    double term = angle, sum = angle;
    for (int k = 1; k < 10; ++k) {
        term *= -angle * angle / (2 * k * (2 * k + 1));
        sum += term;
    }
    return sum;
}

/// SplitMix64 (Steele et al. 2014): each picture has a generator of its own, so that any can be drawn by itself.
class Random {
public:
    Random(uint64_t seed, uint64_t index)
        : state_(seed * 0x9E3779B97F4A7C15ULL ^ (index + 1) * 0xD1B54A32D192ED03ULL) {}
    uint64_t next() {
        uint64_t z = state_ += 0x9E3779B97F4A7C15ULL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
        return z ^ (z >> 31);
    }
    double unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

private:
    uint64_t state_;
};

using Factors = std::array<double, kFactors>;

Factors draw(uint64_t seed, int64_t index) {
    Random random(seed, static_cast<uint64_t>(index));
    Factors factors{};
    factors[kShape] = static_cast<double>(random.next() % 3);
    factors[kSize] = 0.5 + 0.5 * random.unit();
    factors[kAngle] = 2 * kPi * random.unit();
    factors[kX] = random.unit();
    factors[kY] = random.unit();
    factors[kHue] = random.unit();
    return factors;
}

/// u and v in units of half a square's side, in the sprite's own directions.
bool inside(int shape, double u, double v) {
    if (shape == 0) return std::abs(u) <= 1 && std::abs(v) <= 1;
    if (shape == 1) return u * u + v * v * 4 <= 1.44;
    return v <= 0.75 && v >= -1.1 + 1.7 * std::abs(u);
}

/// Full saturation would make all hues differ in lightness most; 0.75 keeps them apart and readable.
std::array<double, 3> colourOf(double hue) {
    std::array<double, 3> colour{};
    for (int k = 0; k < 3; ++k) {
        double place = hue * 6 + (k == 0 ? 0 : k == 1 ? 4 : 2);
        while (place >= 6) place -= 6;
        const double distance = std::clamp(std::abs(place - 3) - 1, 0.0, 1.0);
        colour[static_cast<size_t>(k)] = 250 * (1 - 0.75 * (1 - distance));
    }
    return colour;
}

void drawSprite(const Factors& factors, int size, int channels, cv::Mat& picture) {
    const double radius = kLargest * factors[kSize];
    // The middle stays where the largest sprite of any angle fits whole.
    const double margin = kLargest * 1.4143;
    const double centreX = margin + (1 - 2 * margin) * factors[kX], centreY = margin + (1 - 2 * margin) * factors[kY];
    const double across = sine(factors[kAngle]), along = sine(factors[kAngle] + kPi / 2);
    const std::array<double, 3> colour = channels == 1 ? std::array<double, 3>{235, 235, 235} : colourOf(factors[kHue]);
    const int shape = static_cast<int>(factors[kShape]);
    const auto first = [&](double centre) {
        return std::max(0, static_cast<int>(std::floor((centre - 1.4143 * radius) * size)));
    };
    const auto last = [&](double centre) {
        return std::min(size - 1, static_cast<int>(std::floor((centre + 1.4143 * radius) * size)));
    };
    // One pixel to the right and one down, and each sample within a pixel, in the sprite's own directions and units.
    const double step = 1 / (size * radius);
    std::array<std::array<double, 2>, size_t{kSamples} * kSamples> samples{};
    for (size_t i = 0; i < samples.size(); ++i) {
        const size_t column = i % kSamples, row = i / kSamples;
        const double dx = (static_cast<double>(column) + 0.5) / kSamples * step,
                     dy = (static_cast<double>(row) + 0.5) / kSamples * step;
        samples[i] = {dx * along + dy * across, dy * along - dx * across};
    }
    for (int y = first(centreY); y <= last(centreY); ++y) {
        for (int x = first(centreX); x <= last(centreX); ++x) {
            const double dx = x * step - centreX / radius, dy = y * step - centreY / radius;
            const double u = dx * along + dy * across, v = dy * along - dx * across;
            int covered = 0;
            for (const auto& sample : samples) covered += inside(shape, u + sample[0], v + sample[1]);
            uint8_t* pixel = picture.ptr<uint8_t>(y) + static_cast<std::ptrdiff_t>(x) * channels;
            for (int k = 0; k < channels; ++k)
                pixel[k] = static_cast<uint8_t>(std::lround(kGround + (colour[static_cast<size_t>(k)] - kGround) *
                                                                          covered / (kSamples * kSamples)));
        }
    }
}

class ShapesSource final : public PictureSource {
public:
    explicit ShapesSource(const ImportSettings& settings) : count_(settings.sampleCount), seed_(settings.sampleSeed) {
        if (count_ < 1 || count_ > 10'000'000)
            throw Error("setting.value", "count cannot be \"%1\". Give a whole number from 1 to 10000000.",
                        {std::to_string(count_)});
        grey_ = settings.channels == 1;
    }
    int64_t candidates() const override { return count_; }
    Hash128 identity() const override {
        return Hash128::of("sample:shapes 1 " + std::to_string(count_) + " " + std::to_string(seed_));
    }
    Hash128 contents(const std::vector<int64_t>&) const override { return identity(); }
    Target targetFor(const ImportSettings& settings) const override {
        if (!settings.guessFit && settings.fit == Fit::Tiles)
            throw Error("setting.value",
                        "sample:shapes is drawn in the size that is asked for: there is nothing to cut into tiles. "
                        "Choose another fit.");
        Target target = resolveTarget(settings, {{64, 64, false}});
        target.range = {ValueRange::Kind::Full};  // they are drawn in shades
        return target;
    }
    FileNumbers numbers() const override { return {NumberFormat::UInt8, 0, 255}; }
    ValueSample sampleValues(const Target&, const ImportOptions&, SampleFor) const override { return {}; }
    SourceSummary summary() const override {
        SourceSummary summary;
        summary.kind = SourceSummary::Kind::Sample;
        summary.images = count_;
        summary.size = 64;
        summary.channels = 3;
        summary.labels = labelNames();
        return summary;
    }
    void prepare(std::stop_token) override {}
    std::vector<cv::Size> sizes(const Target& target, const std::stop_token&) const override {
        return std::vector<cv::Size>(static_cast<size_t>(count_), {target.size, target.size});
    }
    cv::Mat read(int64_t candidate, const Target& target, Scratch&) const override {
        cv::Mat picture(target.size, target.size, target.channels == 1 ? CV_8UC1 : CV_8UC3, cv::Scalar::all(kGround));
        drawSprite(draw(seed_, candidate), target.size, target.channels, picture);
        return picture;
    }
    std::string nameOf(int64_t candidate) const override { return "image " + std::to_string(candidate); }
    int labelOf(int64_t candidate) const override { return static_cast<int>(draw(seed_, candidate)[kShape]); }
    std::vector<std::string> labelNames() const override { return {"square", "ellipse", "triangle"}; }
    std::vector<std::string> factorNames() const override {
        std::vector<std::string> names{"shape", "size", "angle", "x", "y", "hue"};
        if (grey_) names.pop_back();
        return names;
    }
    float factor(int64_t candidate, int index) const override {
        return static_cast<float>(draw(seed_, candidate)[static_cast<size_t>(index)]);
    }
    std::string title() const override { return "sample:shapes"; }

private:
    int64_t count_;
    uint64_t seed_;
    bool grey_;
};

}  // namespace

std::unique_ptr<PictureSource> makeShapesSource(const ImportSettings& settings) {
    return std::make_unique<ShapesSource>(settings);
}

}  // namespace zscape
