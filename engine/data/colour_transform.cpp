#include "engine/data/colour_transform.h"

#include "engine/data/hash128.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <map>
#include <mutex>
#include <opencv2/imgproc.hpp>
#include <type_traits>
#include <utility>
#include <vector>

#include <lcms2.h>

namespace zscape {

namespace {

struct CloseProfile {
    void operator()(void* profile) const { cmsCloseProfile(profile); }
};
struct DeleteTransform {
    void operator()(void* transform) const { cmsDeleteTransform(transform); }
};
struct FreeCurve {
    void operator()(cmsToneCurve* curve) const { cmsFreeToneCurve(curve); }
};
using LcmsProfile = std::unique_ptr<void, CloseProfile>;
using LcmsTransform = std::unique_ptr<void, DeleteTransform>;
using LcmsCurve = std::unique_ptr<cmsToneCurve, FreeCurve>;

/// What differs from sRGB by no more than so many of 255 steps is it, whatever it is called: the many profiles of that
/// name differ by one or two where their curves are tables.
constexpr int kSameAsSrgb = 2;
/// Transforms that are kept; more profiles than that in one set are a stranger's play, and start anew.
constexpr size_t kTransformsKept = 128;

/// HDR: light of diffuse white, which becomes white (ITU-R BT.2408); what is brighter is cut.
constexpr double kDiffuseWhite = 203;

/// Light, of diffuse white, that a number of 0 to 1 stands for: SMPTE ST 2084.
double lightOfPq(double number) {
    constexpr double m1 = 2610.0 / 16384, m2 = 2523.0 / 4096 * 128, c1 = 3424.0 / 4096, c2 = 2413.0 / 4096 * 32,
                     c3 = 2392.0 / 4096 * 32;
    const double root = std::pow(number, 1 / m2);
    return 10000 / kDiffuseWhite * std::pow(std::max(root - c1, 0.0) / (c2 - c3 * root), 1 / m1);
}

/// The same of ARIB STD-B67, on a screen of 1,000 candelas.
double lightOfHlg(double number) {
    constexpr double a = 0.17883277, b = 0.28466892, c = 0.55991073;
    const double scene = number <= 0.5 ? number * number / 3 : (std::exp((number - c) / a) + b) / 12;
    return 1000 / kDiffuseWhite * std::pow(scene, 1.2);
}

LcmsCurve tabulated(double (*light)(double)) {
    std::vector<float> table(4096);
    for (size_t i = 0; i < table.size(); ++i)
        table[i] = static_cast<float>(std::min(light(static_cast<double>(i) / 4095), 1.0));
    return LcmsCurve(
        cmsBuildTabulatedToneCurveFloat(nullptr, static_cast<cmsUInt32Number>(table.size()), table.data()));
}

LcmsCurve curveOf(const DescribedColours& colours) {
    switch (colours.curve) {
        case DescribedColours::Curve::Power: return LcmsCurve(cmsBuildGamma(nullptr, colours.gamma));
        case DescribedColours::Curve::Pq: return tabulated(lightOfPq);
        case DescribedColours::Curve::Hlg: return tabulated(lightOfHlg);
        case DescribedColours::Curve::Srgb: break;
    }
    constexpr std::array<double, 5> kSrgb{2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};  // IEC 61966-2-1
    return LcmsCurve(cmsBuildParametricToneCurve(nullptr, 4, kSrgb.data()));
}

LcmsProfile profileOf(const DescribedColours& colours) {
    const LcmsCurve curve = curveOf(colours);
    if (!curve) return nullptr;
    const std::array<double, 8>& xy = colours.chromaticities;
    const cmsCIExyY white{xy[0], xy[1], 1};
    const cmsCIExyYTRIPLE primaries{{xy[2], xy[3], 1}, {xy[4], xy[5], 1}, {xy[6], xy[7], 1}};
    const std::array<cmsToneCurve*, 3> curves{curve.get(), curve.get(), curve.get()};
    return LcmsProfile(cmsCreateRGBProfile(&white, &primaries, curves.data()));
}

std::string descriptionOf(cmsHPROFILE profile) {
    std::array<char, 256> text{};
    cmsGetProfileInfoASCII(profile, cmsInfoDescription, "en", "US", text.data(), text.size());
    text.back() = 0;
    std::string name(text.data());
    while (!name.empty() && name.back() == ' ') name.pop_back();
    return name.empty() ? "a colour space without a name" : name;
}

class LcmsColours final : public ColourTransform {
public:
    LcmsColours(LcmsTransform transform, int inputs, std::string name)
        : transform_(std::move(transform)),
          inputs_(inputs),
          name_(std::move(name)) {}

    const std::string& name() const override { return name_; }

    cv::Mat toSrgb(const cv::Mat& picture) const override {
        // Grey is what any profile makes of as much red as green as blue.
        cv::Mat from = picture, result;
        if (inputs_ == 3 && picture.channels() == 1) cv::cvtColor(picture, from, cv::COLOR_GRAY2BGR);
        if (inputs_ == 1 && picture.channels() == 3) cv::cvtColor(picture, from, cv::COLOR_BGR2GRAY);
        cv::Mat colours(picture.rows, picture.cols, CV_8UC3);
        for (int y = 0; y < picture.rows; ++y)
            cmsDoTransform(transform_.get(), from.ptr(y), colours.ptr(y), static_cast<cmsUInt32Number>(picture.cols));
        if (picture.channels() != 1) return colours;
        cv::cvtColor(colours, result, cv::COLOR_BGR2GRAY);
        return result;
    }

private:
    const LcmsTransform transform_;
    const int inputs_;  ///< channels of the profile
    const std::string name_;
};

/// Whether the colours are sRGB's: all shades of grey, and some of every colour.
bool isSrgb(const ColourTransform& transform, PixelKind kind) {
    cv::Mat greys(1, 256, CV_8UC1);
    for (int i = 0; i < 256; ++i) greys.at<uint8_t>(i) = static_cast<uint8_t>(i);
    if (cv::norm(transform.toSrgb(greys), greys, cv::NORM_INF) > kSameAsSrgb) return false;
    if (kind == PixelKind::Grey) return true;
    constexpr int kSteps = 9;
    cv::Mat colours(1, kSteps * kSteps * kSteps, CV_8UC3);
    for (int i = 0; i < colours.cols; ++i) {
        const auto step = [](int k) { return static_cast<uint8_t>(k % kSteps * 255 / (kSteps - 1)); };
        colours.at<cv::Vec3b>(i) = {step(i), step(i / kSteps), step(i / kSteps / kSteps)};
    }
    return cv::norm(transform.toSrgb(colours), colours, cv::NORM_INF) <= kSameAsSrgb;
}

Colours damagedColours() { return {nullptr, true}; }

Colours transformFrom(const ColourProfile& profile, PixelKind kind) {
    const LcmsProfile from(
        profile.icc.empty() && profile.described
            ? profileOf(*profile.described).release()
            : cmsOpenProfileFromMem(profile.icc.data(), static_cast<cmsUInt32Number>(profile.icc.size())));
    const LcmsProfile to(cmsCreate_sRGBProfile());
    if (!from || !to) return damagedColours();
    const cmsProfileClassSignature use = cmsGetDeviceClass(from.get());
    if (use != cmsSigInputClass && use != cmsSigDisplayClass && use != cmsSigOutputClass &&
        use != cmsSigColorSpaceClass)
        return damagedColours();
    const cmsColorSpaceSignature space = cmsGetColorSpace(from.get());
    const bool inks = kind == PixelKind::Inks;
    int inputs = 0;
    cmsUInt32Number format = 0;
    if (inks && space == cmsSigCmykData) std::tie(inputs, format) = std::pair(4, TYPE_CMYK_8_REV);
    if (!inks && space == cmsSigRgbData) std::tie(inputs, format) = std::pair(3, TYPE_BGR_8);
    if (kind == PixelKind::Grey && space == cmsSigGrayData) std::tie(inputs, format) = std::pair(1, TYPE_GRAY_8);
    if (inputs == 0) return damagedColours();
    // Relative colorimetric with black point compensation, as browsers and photographers' programs do: colours that
    // both have stay what they are, white is white and black black. (Most profiles of cameras and screens have no other
    // intent.) Without lcms's cache of the last pixel a transform is any thread's.
    LcmsTransform transform(cmsCreateTransform(from.get(), format, to.get(), TYPE_BGR_8, INTENT_RELATIVE_COLORIMETRIC,
                                               cmsFLAGS_NOCACHE | cmsFLAGS_BLACKPOINTCOMPENSATION));
    if (!transform) return damagedColours();
    auto made = std::make_shared<LcmsColours>(std::move(transform), inputs,
                                              profile.described ? profile.described->name : descriptionOf(from.get()));
    if (!inks && isSrgb(*made, kind)) return {};
    return {std::move(made), false};
}

Hash128 profileKey(const ColourProfile& profile, PixelKind kind) {
    const auto seed = static_cast<uint64_t>(kind);
    if (!profile.icc.empty() || !profile.described) return Hash128::of(profile.icc, seed);
    std::string text = profile.described->name + '\0' + std::to_string(static_cast<int>(profile.described->curve)) +
                       ' ' + std::to_string(profile.described->gamma);
    for (const double number : profile.described->chromaticities) text += ' ' + std::to_string(number);
    return Hash128::of(text, seed);
}

/// The transforms that were made, by their profiles' bytes.
class KnownColours {
public:
    Colours of(const ColourProfile& profile, PixelKind kind) {
        const Hash128 hash = profileKey(profile, kind);
        const std::pair key(hash.low, hash.high);
        {
            const std::lock_guard lock(mutex_);
            const auto found = known_.find(key);
            if (found != known_.end()) return found->second;
        }
        Colours made = transformFrom(profile, kind);  // without the lock: two threads may both make it
        const std::lock_guard lock(mutex_);
        if (known_.size() >= kTransformsKept) known_.clear();
        known_[key] = made;
        return made;
    }

private:
    std::mutex mutex_;
    std::map<std::pair<uint64_t, uint64_t>, Colours> known_;  ///< guarded by mutex_
};

}  // namespace

Colours coloursBy(const ColourProfile& profile, PixelKind kind) {
    static KnownColours known;
    if (profile.damaged) return {nullptr, true};
    if (profile.isNone()) return {};
    return known.of(profile, kind);
}

std::optional<DescribedColours> describedColours(int primaries, int transfer) {
    struct Known {
        int number;
        const char* name;
        std::array<double, 8> chromaticities;
    };
    static constexpr double d65x = 0.3127, d65y = 0.3290, cx = 0.310, cy = 0.316;
    static constexpr std::array<Known, 9> kKnown{
        {{4, "BT.470 M", {cx, cy, 0.67, 0.33, 0.21, 0.71, 0.14, 0.08}},
         {5, "BT.470 BG", {d65x, d65y, 0.64, 0.33, 0.29, 0.60, 0.15, 0.06}},
         {6, "BT.601", {d65x, d65y, 0.630, 0.340, 0.310, 0.595, 0.155, 0.070}},
         {7, "SMPTE 240M", {d65x, d65y, 0.630, 0.340, 0.310, 0.595, 0.155, 0.070}},
         {8, "film", {cx, cy, 0.681, 0.319, 0.243, 0.692, 0.145, 0.049}},
         {9, "BT.2020", {d65x, d65y, 0.708, 0.292, 0.170, 0.797, 0.131, 0.046}},
         {11, "DCI P3", {0.314, 0.351, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060}},
         {12, "Display P3", {d65x, d65y, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060}},
         {22, "EBU Tech 3213", {d65x, d65y, 0.630, 0.340, 0.295, 0.605, 0.155, 0.077}}}};
    DescribedColours colours;
    colours.name = "BT.709";
    const auto found =
        std::find_if(kKnown.begin(), kKnown.end(), [&](const Known& known) { return known.number == primaries; });
    if (found != kKnown.end()) {
        colours.name = found->name;
        colours.chromaticities = found->chromaticities;
    }
    const auto power = [&](double gamma, const char* name) {
        colours.curve = DescribedColours::Curve::Power;
        colours.gamma = gamma;
        colours.name += name;
    };
    switch (transfer) {
        case 4: power(2.2, ", gamma 2.2"); break;
        case 5: power(2.8, ", gamma 2.8"); break;
        case 8: power(1, ", linear"); break;
        case 16:
            colours.curve = DescribedColours::Curve::Pq;
            colours.name += " PQ";
            break;
        case 17: power(2.6, ", gamma 2.6"); break;
        case 18:
            colours.curve = DescribedColours::Curve::Hlg;
            colours.name += " HLG";
            break;
        default: break;
    }
    if (found == kKnown.end() && colours.curve == DescribedColours::Curve::Srgb) return std::nullopt;
    return colours;
}

}  // namespace zscape
