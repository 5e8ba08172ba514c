#include "engine/data/arrays_on_disk.h"

#include "engine/core/paths.h"
#include "engine/data/csv_rows.h"
#include "engine/data/folder_names.h"
#include "engine/data/forward_stream.h"
#include "engine/data/hdf5_file.h"
#include "engine/data/set_name.h"
#include "engine/data/source_failed.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <opencv2/core.hpp>
#include <utility>

namespace zscape {

namespace fs = std::filesystem;

std::vector<uint8_t> allOf(ArrayRows& rows, const std::stop_token& stop) {
    constexpr int64_t kBytesTogether = 4 << 20;
    const int64_t together = std::max<int64_t>(1, kBytesTogether / std::max<int64_t>(1, rows.rowBytes()));
    std::vector<uint8_t> content;
    for (int64_t row = 0; row < rows.rows(); row += together) {
        const size_t have = content.size();
        content.resize(have + static_cast<size_t>(std::min(together, rows.rows() - row) * rows.rowBytes()));
        rows.read(row, std::span(content).subspan(have), stop);
    }
    return content;
}

SeveralSets severalSets(const fs::path& source, const std::map<std::string, int64_t>& images) {
    std::vector<std::string> sets;
    sets.reserve(images.size());
    for (const auto& [words, count] : images) sets.push_back(words);
    const std::vector<std::string> names = distinguishing(sets);
    SetChoice choice{absolutePath(source.string()), {}};
    std::string all;
    for (size_t i = 0; i < sets.size(); ++i) {
        choice.sets.push_back({names[i], images.at(sets[i])});
        all += (all.empty() ? "" : ", ") + validUtf8(names[i]);
    }
    return severalSets(std::move(choice), all);
}

SeveralSets severalSets(SetChoice choice, const std::string& listed) {
    Error sentence("data.several", "%1 holds several sets of images: %2. Say which one behind a #, for example %1#%3.",
                   {displayName(choice.source), listed, validUtf8(choice.sets.front().name)});
    return {std::move(choice), std::move(sentence)};
}

Error noSuchSet(const fs::path& source, const std::string& set) {
    return Error("data.no-set",
                 "%1 holds no set of images that is called %2. Open it without #%2 to see which it holds.",
                 {displayName(source), validUtf8(set)});
}

Error noAxes(const std::string& source, const std::string& axes) {
    return Error("array.axes",
                 "axes=%2 says what the dimensions of an array are, and %1 has "
                 "none to be meant otherwise. Leave axes "
                 "out, or give pages, CZ or ZC for the pages of a TIFF.",
                 {source, axes});
}

Error cutOff(const fs::path& file) {
    return Error("idx.short", "%1 is cut off: it holds less than its header says. Copy or download it again.",
                 {displayName(file)});
}

namespace {

/// "NHW, HWN", or "auto" where the shape has no pictures.
std::string axesListed(const std::vector<int64_t>& shape, bool columnsFirst) {
    std::string text;
    for (const std::string& axes : axesThatFit(shape, columnsFirst)) text += (text.empty() ? "" : ", ") + axes;
    return text.empty() ? "auto" : text;
}

/// Of a shape that is nothing where nothing is said.
[[noreturn]] void throwShapeOfNone(const std::vector<int64_t>& shape, const fs::path& name) {
    if (shape.size() > 2 && !axesThatFit(shape).empty())
        throw SeveralReadings(
            readingsOf(shape),
            Error(
                "array.shape",
                "%1 has the shape %2, which may be meant in several ways. Say how by axes, a letter for each dimension "
                "(N, Z and T count pictures, H rows, W columns, C channels): axes=%3",
                {displayName(name), textOfShape(shape), axesListed(shape, false)}));
    throw Error("array.shape",
                "%1 has the shape %2. Images have count x rows x columns, the same with 1 to 8 channels at the "
                "end or after the count, or count x pixels where each picture is a square.",
                {displayName(name), textOfShape(shape)});
}

/// Of axes that do not fit a shape.
Error axesOfNone(const std::string& axes, const std::vector<int64_t>& shape, bool columnsFirst, const fs::path& name) {
    const std::string of = displayName(name), text = textOfShape(shape), others = axesListed(shape, columnsFirst);
    if (axes.size() != shape.size())
        return Error("array.axes", "%1 has the shape %2, and axes=%3 are %4 dimensions. Give axes=%5.",
                     {of, text, axes, std::to_string(axes.size()), others});
    if (const size_t channels = axes.find('C'); channels != std::string::npos && shape[channels] > kMostChannels)
        return Error("array.axes",
                     "%1 has the shape %2: by axes=%3 its pictures have %4 channels, and at most %5 are read. Give "
                     "axes=%6.",
                     {of, text, axes, std::to_string(shape[channels]), std::to_string(kMostChannels), others});
    return Error("array.axes",
                 "%1 has the shape %2: by axes=%3 each picture has so many pixels that they are no square. Give "
                 "axes=%4.",
                 {of, text, axes, others});
}

}  // namespace

void takeShape(ArrayFile& array, const std::vector<int64_t>& shape, bool fortran, const fs::path& name,
               const std::string& axes) {
    for (const int64_t extent : shape)
        if (extent < 1 || extent > (int64_t{1} << 40))
            throw Error("array.shape", "%1 has the shape %2, which holds no images.",
                        {displayName(name), textOfShape(shape)});
    const std::string guess = guessAxes(shape, array.columnsFirst);
    array.axes = axes.empty() ? guess : axes;
    const std::optional<ArrayLayout> layout = layoutBy(array.axes, shape, fortran);
    if (!layout && axes.empty()) throwShapeOfNone(shape, name);
    if (!layout) throw axesOfNone(axes, shape, array.columnsFirst, name);
    if (layout->height > kLongestArraySide || layout->width > kLongestArraySide)
        throw Error("array.shape", "%1 has the shape %2: pictures above %3 pixels are not read from arrays.",
                    {displayName(name), textOfShape(shape), std::to_string(kLongestArraySide)});
    array.shape = shape;
    array.axesChosen = layout != layoutBy(guess, shape, fortran);
    array.count = layout->count;
    array.height = static_cast<int>(layout->height);
    array.width = static_cast<int>(layout->width);
    array.channels = static_cast<int>(layout->channels);
    array.place = layout->place;
    array.transposed = layout->transposed;
    array.pieces = layout->pieces;
    array.recordBytes = array.pictureBytes();
    checkExtent(array);
}

void checkExtent(const ArrayFile& array) {
    if (array.count > kMostPictures)
        throw Error("image.large", "%1 says that it holds %2 pictures; more than %3 are not read.",
                    {displayName(array.file), std::to_string(array.count), std::to_string(kMostPictures)});
    if (array.pictureBytes() > kArrayPictureLimit)
        throw Error("image.large", "%1 holds pictures of %2 MB each; from an array none above %3 MB is read.",
                    {displayName(array.file), std::to_string(array.pictureBytes() >> 20),
                     std::to_string(kArrayPictureLimit >> 20)});
}

std::vector<uint8_t> inflateFile(const fs::path& file, const std::string& member, int64_t offset, int64_t bytes,
                                 std::stop_token stop) {
    InflatedFile inflated(file, member);
    std::vector<uint8_t> content;
    constexpr int64_t kStep = 4 << 20;
    // Grows with what really comes: a header that lies does not take the memory that it claims.
    while (static_cast<int64_t>(content.size()) < bytes) {
        const size_t have = content.size();
        content.resize(have + static_cast<size_t>(std::min(kStep, bytes - static_cast<int64_t>(have))));
        inflated.read(offset + static_cast<int64_t>(have), std::span(content).subspan(have), stop);
    }
    return content;
}

/// One thread's place in the file.
class InflatedFile::Reader {
public:
    Reader(const fs::path& file, const std::string& member) : file_(file), member_(member) {}

    void read(int64_t offset, std::span<uint8_t> into, const std::stop_token& stop) {
        if (!stream_ || offset < at_) {
            stream_ = member_.empty() ? openGzip(file_) : openMember(file_, member_);
            at_ = 0;
        }
        while (at_ < offset) {
            if (passedOver_.empty()) passedOver_.resize(kStep);
            inflate(std::span(passedOver_).first(static_cast<size_t>(std::min<int64_t>(kStep, offset - at_))), stop);
        }
        for (size_t done = 0; done < into.size();) {
            const size_t step = std::min<size_t>(kStep, into.size() - done);
            inflate(into.subspan(done, step), stop);
            done += step;
        }
    }

private:
    /// Between two of these a thread looks whether it is asked to stop.
    static constexpr size_t kStep = 256 << 10;

    void inflate(std::span<uint8_t> into, const std::stop_token& stop) {
        if (stop.stop_requested()) throw Cancelled();
        size_t got = 0;
        try {
            got = stream_->read(into);
        } catch (const Error& error) {
            throw SourceFailed(error);
        }
        at_ += static_cast<int64_t>(got);
        if (got < into.size()) throw SourceFailed(cutOff(member_.empty() ? file_ : file_ / member_));
    }

    const fs::path& file_;
    const std::string& member_;
    std::unique_ptr<ForwardStream> stream_;
    int64_t at_ = 0;
    std::vector<uint8_t> passedOver_;
};

InflatedFile::InflatedFile(fs::path file, std::string member) : file_(std::move(file)), member_(std::move(member)) {}

InflatedFile::~InflatedFile() = default;

InflatedFile::Reader& InflatedFile::readerOfThread() {
    const std::lock_guard lock(mutex_);
    std::unique_ptr<Reader>& reader = readers_[std::this_thread::get_id()];
    if (!reader) reader = std::make_unique<Reader>(file_, member_);
    return *reader;
}

void InflatedFile::read(int64_t offset, std::span<uint8_t> into, const std::stop_token& stop) {
    readerOfThread().read(offset, into, stop);
}

std::vector<float> readFactors(const ArrayFile& array, std::stop_token stop) {
    if (array.factorMember.empty() && !array.factorRows) return {};
    const auto columns = static_cast<int>(array.factorNames.size());
    std::vector<uint8_t> bytes = array.factorRows ? allOf(*array.factorRows, stop)
                                                  : inflateFile(array.file, array.factorMember, array.factorStart,
                                                                array.count * columns * array.factorType.bytes, stop);
    cv::Mat values;
    array.factorType.matrix(bytes, static_cast<int>(array.count), columns, 1).convertTo(values, CV_32F);
    return {values.ptr<float>(), values.ptr<float>() + values.total()};
}

namespace {

/// A file's labels as they lie there.
std::vector<uint8_t> labelBytes(const ArrayFile& array, const std::stop_token& stop) {
    if (array.labelRows) return allOf(*array.labelRows, stop);
    const fs::path& file = array.labelFile.empty() ? array.file : array.labelFile;
    return inflateFile(file, array.labelMember, array.labelStart,
                       array.count / array.ofLabel * array.labelNumbers * array.labelType.bytes, stop);
}

}  // namespace

void settleFloatingLabels(ArrayFile& array, const std::stop_token& stop) {
    constexpr double kGreatestWhole = 9e15;  // of those that a double tells apart
    if (array.labelType.kind != NumberType::Kind::Floating) return;
    std::vector<uint8_t> bytes = labelBytes(array, stop);
    const auto count = static_cast<int>(bytes.size() / static_cast<size_t>(array.labelType.bytes));
    cv::Mat values;
    array.labelType.matrix(bytes, count, 1, 1).convertTo(values, CV_64F);
    for (int i = 0; i < count && array.labelsAside.empty(); ++i) {
        const double value = values.at<double>(i);
        const bool none = std::isnan(value);
        if (!none && (value != std::floor(value) || std::abs(value) > kGreatestWhole))
            array.labelsAside = array.labelMember;
        else
            array.labels.insert(array.labels.end(), static_cast<size_t>(array.ofLabel),
                                none ? kNoLabel : static_cast<int64_t>(value));
    }
    array.labelRows = nullptr;
    if (array.labelsAside.empty()) return;
    array.labels.clear();
    array.labelMember.clear();
}

std::vector<int64_t> readLabels(const ArrayFile& array, std::stop_token stop) {
    if (!array.labels.empty()) return array.labels;
    if (array.labelRows || !array.labelFile.empty() || !array.labelMember.empty()) {
        const int64_t record = array.labelNumbers * array.labelType.bytes;
        const std::vector<uint8_t> bytes = labelBytes(array, stop);
        std::vector<int64_t> labels;
        labels.reserve(static_cast<size_t>(array.count));
        for (size_t at = 0; at < bytes.size(); at += static_cast<size_t>(record))
            labels.insert(labels.end(), static_cast<size_t>(array.ofLabel),
                          array.labelType.wholeAt(std::span(bytes).subspan(at)));
        return labels;
    }
    if (array.labelOffset < 0) return {};
    std::vector<int64_t> labels;
    labels.reserve(static_cast<size_t>(array.count));
    const FileHandle handle = openForReading(array.file);
    for (int64_t i = 0; i < array.count; ++i) {
        if (stop.stop_requested()) throw Cancelled();
        uint8_t label = 0;
        if (readAt(handle, array.firstOffset + i * array.recordBytes - array.labelOffset, std::span(&label, 1),
                   array.file) != 1)
            throw cutOff(array.file);
        labels.push_back(label);
    }
    return labels;
}

ArrayKind arrayKindOf(const fs::path& file) {
    if (isHdf5(file)) return ArrayKind::Hdf5;
    if (isCsvOfPixels(file)) return ArrayKind::Csv;
    const std::vector<uint8_t> bytes = firstBytes(file, 12);
    // A zip by its first bytes; what NumPy saves is told from other zips by its name.
    if (bytes.size() >= 4 && bytes[0] == 'P' && bytes[1] == 'K' && lowered(file.extension().string()) == ".npz")
        return ArrayKind::Npz;
    if (bytes.size() >= 6 && std::equal(bytes.begin(), bytes.begin() + 6, "\x93NUMPY",
                                        [](uint8_t a, char b) { return a == static_cast<uint8_t>(b); }))
        return ArrayKind::Npy;
    if (bytes.size() >= 8 && bytes[0] == 0 && bytes[1] == 0 && bytes[2] >= 8 && bytes[2] <= 14 && bytes[3] >= 1 &&
        bytes[3] <= 4) {
        const bool besideLabel = bytes[3] == 2 && bytes.size() == 12 && bytes[8] == 0 && bytes[9] == 0 &&
                                 bytes[10] == 0 && bytes[11] <= kMostBesideLabel;
        return bytes[3] == 1 || besideLabel ? ArrayKind::IdxLabels : ArrayKind::Idx;
    }
    if (file.extension() == ".bin") {
        const int64_t size = stampOf(file).bytes;
        if (size > 0 && (size % 3073 == 0 || size % 3074 == 0)) return ArrayKind::Cifar;
    }
    return ArrayKind::None;
}

}  // namespace zscape
