#include "engine/data/array_choice.h"

#include "engine/core/paths.h"
#include "engine/data/folder_names.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace zscape {

namespace {

constexpr int64_t kMostFactors = 32;
constexpr int64_t kSmallestPicture = 8;

bool namesLabels(const std::string& word) {
    static constexpr std::array<std::string_view, 8> kWords{"y",       "label", "labels",  "target",
                                                            "targets", "class", "classes", "digit"};
    return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

/// Also of floating-point numbers, as MATLAB keeps whole ones: they are looked at when they are read.
bool holdsLabels(const NamedArray& array, int64_t count) {
    // In a column, or in a row as MATLAB may have them.
    int64_t numbers = 1;
    for (const int64_t extent : array.shape)
        if (extent != 1) numbers = numbers == 1 ? extent : 0;
    return array.namesLabels && numbers == count && array.type.bytes > 0;
}

/// 3dshapes' labels: six floating-point numbers each (Burgess & Kim 2018, its README).
bool areShapes3dLabels(const NamedArray& array) {
    return array.set == "labels" && array.shape.size() == 2 && array.shape[1] == 6 &&
           array.type.kind == NumberType::Kind::Floating;
}

bool areDspritesLatents(const NamedArray& array) { return array.set == "latents values"; }

/// What pictures were drawn from, one row each: dSprites' latents_values, 3dshapes' labels, and arrays that are called
/// factors.
bool holdsFactors(const NamedArray& array, int64_t count) {
    const bool said = areDspritesLatents(array) || areShapes3dLabels(array) || array.set == "factors" ||
                      array.set == "factors values";
    return said && array.shape.size() == 2 && array.shape[0] == count && array.shape[1] >= 1 &&
           array.shape[1] <= kMostFactors && array.type.bytes > 0 && !array.fortran;
}

std::vector<std::string> namesOfFactors(const NamedArray& array) {
    const auto columns = static_cast<size_t>(array.shape[1]);
    // dSprites' archive says them only in Python's own format (Matthey et al. 2017, its README).
    if (areDspritesLatents(array) && columns == 6) return {"color", "shape", "scale", "orientation", "posX", "posY"};
    if (areShapes3dLabels(array)) return {"floor_hue", "wall_hue", "object_hue", "scale", "shape", "orientation"};
    std::vector<std::string> names;
    names.reserve(columns);
    for (size_t i = 0; i < columns; ++i) names.push_back("factor " + std::to_string(i + 1));
    return names;
}

}  // namespace

NamedArray::NamedArray(std::string arrayName, std::vector<int64_t> arrayShape, NumberType arrayType,
                       const std::string& axesMeant, bool inFortranOrder)
    : name(std::move(arrayName)),
      shape(std::move(arrayShape)),
      axes(axesMeant.empty() ? guessAxes(shape) : axesMeant),
      layout(layoutBy(axes, shape, inFortranOrder)),
      type(arrayType),
      fortran(inFortranOrder) {
    for (const std::string& word : wordsOf(name)) {
        namesLabels = namesLabels || zscape::namesLabels(word);
        if (const std::optional<Side> named = sideNamed(word)) side = named;
        else set += (set.empty() ? "" : " ") + word;
    }
}

std::vector<size_t> picturesAmong(const std::vector<NamedArray>& arrays) {
    std::vector<size_t> pictures;
    for (size_t i = 0; i < arrays.size(); ++i) {
        const NamedArray& array = arrays[i];
        if (array.type.bytes > 0 && !array.namesLabels && array.layout) pictures.push_back(i);
    }
    const auto isFlat = [&](size_t i) { return arrays[i].shape.size() == 2; };
    if (!std::all_of(pictures.begin(), pictures.end(), isFlat)) std::erase_if(pictures, isFlat);
    const auto isUsual = [&](size_t i) {
        const int64_t channels = arrays[i].layout->channels;
        return channels == 1 || channels == 3 || channels == 4;
    };
    // Where others are, small ones are points or boxes.
    const auto isUsualPicture = [&](size_t i) {
        return isUsual(i) && std::min(arrays[i].layout->height, arrays[i].layout->width) >= kSmallestPicture;
    };
    if (std::all_of(pictures.begin(), pictures.end(), isUsual)) return pictures;
    if (std::any_of(pictures.begin(), pictures.end(), isUsualPicture))
        std::erase_if(pictures, [&](size_t i) { return !isUsual(i); });
    else std::erase_if(pictures, isUsual);
    return pictures;
}

ChosenArray withBelongings(const std::vector<NamedArray>& arrays, size_t pictures) {
    ChosenArray chosen{pictures, {}, 1, {}, {}};
    const int64_t count = arrays[pictures].layout.value().count;
    const int64_t together = picturesOfFirst(arrays[pictures].axes, arrays[pictures].shape, arrays[pictures].fortran);
    for (size_t i = 0; i < arrays.size(); ++i) {
        const NamedArray& array = arrays[i];
        if (i == pictures || array.shape.empty() || array.side != arrays[pictures].side) continue;
        const bool one = holdsLabels(array, count);
        if (!chosen.labels && (one || (together > 1 && holdsLabels(array, count / together)))) {
            chosen.labels = i;
            chosen.ofLabel = one ? 1 : together;
        }
        if (chosen.factors || !holdsFactors(array, count)) continue;
        chosen.factors = i;
        chosen.factorNames = namesOfFactors(array);
    }
    return chosen;
}

std::string partOf(const std::optional<Side>& side, const std::string& otherwise) {
    if (!side) return otherwise;
    return *side == Side::Train ? "train" : *side == Side::Test ? "test" : "val";
}

std::string listed(const std::vector<NamedArray>& arrays) {
    constexpr size_t kMostListed = 8;
    std::string text;
    for (size_t i = 0; i < std::min(arrays.size(), kMostListed); ++i)
        text += (i == 0 ? "" : ", ") + validUtf8(arrays[i].name) + " (" +
                (arrays[i].shape.empty() ? "one number" : textOfShape(arrays[i].shape)) +
                (arrays[i].type.bytes > 0 ? ")" : ", no numbers)");
    return arrays.size() > kMostListed ? text + " ..." : text;
}

void throwNoneAmong(const char* code, const std::filesystem::path& file, const std::vector<NamedArray>& arrays,
                    const std::string& axes) {
    if (!axes.empty())
        throw Error("array.axes", "%1 holds no array whose shape has the axes %2. It holds %3.",
                    {displayName(file), axes, listed(arrays)});
    const auto isVolume = [](const NamedArray& array) {
        return array.type.bytes > 0 && array.shape.size() > 3 && !axesThatFit(array.shape).empty();
    };
    const auto volume = std::find_if(arrays.begin(), arrays.end(), isVolume);
    if (volume != arrays.end())
        throw SeveralReadings(
            readingsOf(volume->shape),
            Error(code,
                  "%1 holds no array of images, which have count x rows x columns, with 1 to 8 channels or without. It "
                  "holds %2. What else %3 is can be said by axes, for example axes=%4.",
                  {displayName(file), listed(arrays), validUtf8(volume->name), axesThatFit(volume->shape).front()}));
    throw Error(code,
                "%1 holds no array of images, which have count x rows x columns, with 1 to 8 channels or "
                "without. It holds %2.",
                {displayName(file), listed(arrays)});
}

}  // namespace zscape
