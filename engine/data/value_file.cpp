#include "engine/data/value_file.h"

#include "engine/core/atomic_file.h"
#include "engine/core/error.h"
#include "engine/core/paths.h"
#include "engine/data/arrays.h"
#include "engine/data/folder_names.h"
#include "engine/data/number_type.h"
#include "engine/data/tiff_writer.h"
#include "engine/data/value_range.h"

#include <algorithm>
#include <stdexcept>

namespace zscape {

namespace {

std::string loweredEnding(const std::filesystem::path& name) { return lowered(name.extension().string()); }

/// As NumPy writes it, in this machine's order, which is little-endian (number_type.cpp).
std::string numpyTypeOf(NumberFormat format) {
    const NumberType type = numberTypeOf(format);
    const char letter = type.kind == NumberType::Kind::Truth      ? 'b'
                        : type.kind == NumberType::Kind::Floating ? 'f'
                        : type.isSigned                           ? 'i'
                                                                  : 'u';
    return (type.bytes > 1 ? "<" : "|") + std::string(1, letter) + std::to_string(type.bytes);
}

int64_t bytesTaken(const ValuePictures& pictures) {
    const int64_t numbers = int64_t{pictures.size} * pictures.size * pictures.channels;
    int64_t bytes = 0;
    for (const ValueScale& scale : pictures.scales) bytes += numbers * numberTypeOf(scale.format).bytes;
    for (const std::string& name : pictures.names) bytes += std::ssize(name);
    return bytes;
}

/// What ImageJ reads of a stack, where the pixels' unit can be said in no other way.
std::string imageJDescription(const ValuePictures& pictures) {
    if (pictures.pixelSizes.empty() || pictures.pixelSizes.front().imageJUnit.empty()) return {};
    const PixelSize& size = pictures.pixelSizes.front();
    const auto isAsTheFirst = [&](size_t i) {
        const PixelSize& other = pictures.pixelSizes[i];
        return other.imageJUnit == size.imageJUnit && other.spacing == size.spacing &&
               pictures.scales[i].format == pictures.scales.front().format;
    };
    for (size_t i = 0; i < pictures.scales.size(); ++i)
        if (!isAsTheFirst(i)) return {};
    const std::string pages = std::to_string(pictures.scales.size());
    std::string text = "ImageJ=1.54f\n";
    if (pictures.scales.size() > 1) text += "images=" + pages + "\nslices=" + pages + "\n";
    text += "unit=" + size.imageJUnit + "\n";
    if (size.spacing > 0) text += "spacing=" + textOfValue(size.spacing) + "\n";
    return text + "loop=false\n";
}

}  // namespace

struct ValueFile::Kind {
    Kind() = default;
    virtual ~Kind() = default;
    Kind(const Kind&) = delete;
    Kind& operator=(const Kind&) = delete;
    virtual void add(std::span<const uint8_t> numbers, size_t index) = 0;
    virtual void commit() = 0;
};

struct ValueFile::Tiff final : Kind {
    Tiff(const std::filesystem::path& file, const ValuePictures& all)
        : pictures(all),
          writer(file, std::ssize(all.scales), bytesTaken(all)) {}

    void add(std::span<const uint8_t> numbers, size_t index) override {
        TiffPage page{pictures.size, pictures.size, pictures.channels, pictures.scales[index].format, numbers};
        if (!pictures.pixelSizes.empty()) page.pixelSize = pictures.pixelSizes[index];
        if (!pictures.names.empty()) page.name = pictures.names[index];
        if (index == 0) page.description = imageJDescription(pictures);
        writer.add(page);
    }
    void commit() override { writer.commit(); }

    const ValuePictures& pictures;
    TiffWriter writer;
};

struct ValueFile::Npy final : Kind {
    Npy(const std::filesystem::path& file, const ValuePictures& pictures) : output(file) {
        std::vector<int64_t> shape{std::ssize(pictures.scales), pictures.size, pictures.size};
        if (pictures.channels > 1) shape.push_back(pictures.channels);
        output.write(npyStart(numpyTypeOf(pictures.scales.front().format), shape));
    }
    void add(std::span<const uint8_t> numbers, size_t) override { output.write(numbers); }
    void commit() override { output.commit(); }

    AtomicFile output;
};

bool isValueFileName(const std::filesystem::path& name) {
    const std::string ending = loweredEnding(name);
    return ending == ".tif" || ending == ".tiff" || ending == ".npy";
}

ValueFile::ValueFile(const std::filesystem::path& file, ValuePictures pictures) : pictures_(std::move(pictures)) {
    const std::vector<ValueScale>& scales = pictures_.scales;
    if (scales.empty())
        throw Error("write.empty", "%1 was not written: there is no picture to write.", {displayName(file)});
    if (loweredEnding(file) != ".npy") {
        kind_ = std::make_unique<Tiff>(file, pictures_);
        return;
    }
    const auto other = std::find_if(scales.begin(), scales.end(),
                                    [&](const ValueScale& scale) { return scale.format != scales.front().format; });
    if (other != scales.end())
        throw Error("write.types",
                    "%1 was not written: the files are of several types of numbers (%2, %3), and an array is of one. "
                    "Write a .tif, whose pages may differ.",
                    {displayName(file), nameOf(scales.front().format), nameOf(other->format)});
    kind_ = std::make_unique<Npy>(file, pictures_);
}

ValueFile::~ValueFile() = default;

void ValueFile::add(std::span<const float> shades) {
    const size_t numbers = static_cast<size_t>(pictures_.size) * static_cast<size_t>(pictures_.size) *
                           static_cast<size_t>(pictures_.channels);
    if (added_ >= pictures_.scales.size() || shades.size() != numbers)
        throw std::logic_error("ValueFile: a picture that was not announced");
    kind_->add(numbersBack(shades, pictures_.scales[added_]), added_);
    ++added_;
}

void ValueFile::addRows(const FloatMatrix& shades) {
    const auto length = static_cast<size_t>(shades.columns);
    for (size_t begin = 0; begin < shades.values.size(); begin += length)
        add(std::span(shades.values).subspan(begin, length));
}

void ValueFile::commit() {
    if (added_ != pictures_.scales.size()) throw std::logic_error("ValueFile: fewer pictures than were announced");
    kind_->commit();
}

}  // namespace zscape
