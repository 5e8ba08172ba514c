#include "engine/data/array_source.h"

#include "engine/core/paths.h"
#include "engine/data/channel_picture.h"
#include "engine/data/content_hash.h"
#include "engine/data/folder_names.h"
#include "engine/data/guess.h"
#include "engine/data/natural_order.h"
#include "engine/data/source_failed.h"
#include "engine/data/squaring.h"
#include "engine/data/tile_cutting.h"
#include "engine/data/tile_grid.h"

#include <algorithm>
#include <map>
#include <set>
#include <opencv2/imgproc.hpp>

namespace zscape {

namespace fs = std::filesystem;

namespace {

std::string partOf(const fs::path& file) {
    const std::string name = lowered(file.filename().string());
    if (name.starts_with("t10k") || name.find("test") != std::string::npos) return "test";
    if (name.starts_with("train") || name.starts_with("data_batch") || name.find("train") != std::string::npos)
        return "train";
    // "val" is within too many words to be looked for like the others.
    std::string word;
    for (const char c : name + ".") {
        if (c >= 'a' && c <= 'z') {
            word += c;
            continue;
        }
        if (sideNamed(word) == Side::HeldOut) return "val";
        word.clear();
    }
    return "image";
}

std::string partOf(const ArrayFile& array) { return array.part.empty() ? partOf(array.file) : array.part; }

/// Training first, then what is held out, then the test.
Side sideOfPart(const std::string& part) {
    return part == "test" ? Side::Test : part == "val" ? Side::HeldOut : Side::Train;
}

/// Whole numbers that are no classes have as many as there are pictures.
constexpr int64_t kMostLabels = 65'535;

/// Pictures of each part that are looked at for the range of their values, and numbers that are enough.
constexpr int64_t kMostSampled = 256, kLeastSampled = 4, kSampledNumbers = 16'000'000;
/// Of a compressed part in Fortran order, whose pictures do not lie one after another.
constexpr int64_t kHeldAtMost = int64_t{1} << 30;
/// Pictures in Fortran order that are read together.
constexpr int64_t kNeighbourBytes = 8 << 20;

class ArraySource final : public PictureSource {
public:
    ArraySource(std::vector<ArrayFile> arrays, std::string name, std::vector<UnreadableFile> unreadable)
        : name_(std::move(name)),
          unreadable_(std::move(unreadable)) {
        std::stable_sort(arrays.begin(), arrays.end(), [](const ArrayFile& a, const ArrayFile& b) {
            return sideOfPart(partOf(a)) < sideOfPart(partOf(b));
        });
        fs::path file;
        for (ArrayFile& array : arrays) {
            Part part;
            part.name = partOf(array);
            part.begin = count_;
            for (const Part& before : parts_)
                if (before.name == part.name) part.firstNumber += before.array.count;
            count_ += array.count;
            (sideOfPart(part.name) == Side::Train ? trains_ : others_) = true;
            if (array.file != file) titles_ += (titles_.empty() ? "" : ", ") + displayName(array.file);
            file = array.file;
            part.array = std::move(array);
            parts_.push_back(std::move(part));
        }
        shareWords();
    }

    int64_t candidates() const override { return count_; }

    Hash128 identity() const override {
        std::string key = name_.empty() ? "arrays" : name_;
        for (const SourceFile& file : allFiles()) key += '\0' + file.name + '\0' + std::to_string(file.stamp.bytes);
        for (const Part& part : parts_) {
            for (const std::string& label : part.array.labelNames) key += '\0' + label;
            if (!part.array.member.empty()) key += '\0' + part.array.member + '\0' + part.array.labelMember;
            if (!part.array.factorMember.empty()) key += '\0' + part.array.factorMember;
        }
        return Hash128::of(key);
    }

    std::vector<SourceFile> files() const override { return name_.empty() ? allFiles() : std::vector<SourceFile>(); }
    fs::path pathOfFile(size_t index) const override { return paths().at(index); }

    Hash128 contents(const std::vector<int64_t>&) const override {
        if (!name_.empty()) return identity();
        std::string key = "arrays";
        for (const Part& part : parts_) {
            key += '\0' + part.name + '\0' + part.content.hex();
            // Several sets lie in one HDF5 file, and are not the same pictures.
            if (part.array.rows && !part.array.member.empty()) key += '\0' + part.array.member;
        }
        return Hash128::of(key);
    }

    Target targetFor(const ImportSettings& settings) const override {
        std::vector<Look> looks;
        looks.reserve(parts_.size());
        for (const Part& part : parts_) {
            const ArrayFile& array = part.array;
            const bool others = areNeverColours(array.channels);
            looks.push_back(
                {array.width, array.height, array.channels == 1, others ? array.channels : 0, array.channels == 4});
        }
        const Target target = resolveTarget(settings, looks);
        for (const Part& part : parts_) {
            const int channels = part.array.channels;
            const bool fits = areChannels(channels, target) ? channels == target.channels
                                                            : target.channels == 1 || target.channels == 3;
            if (!fits) throw otherChannels(part.array.file, channels == 4 ? 3 : channels, target.channels);
        }
        return target;
    }

    SourceSummary summary() const override {
        const ArrayFile& first = parts_.front().array;
        SourceSummary summary;
        summary.kind = !name_.empty() ? SourceSummary::Kind::Sample
                       : first.isNpy  ? SourceSummary::Kind::Npy
                       : first.planar ? SourceSummary::Kind::Cifar
                                      : SourceSummary::Kind::Idx;
        summary.images = count_;
        const Target guess = targetFor({});
        summary.size = guess.size;
        summary.channels = guess.channels;
        summary.fit = guess.fit;
        std::set<int64_t> used;
        for (const Part& part : parts_) {
            if (part.array.labelNames.size() > summary.labels.size()) summary.labels = part.array.labelNames;
            // CIFAR's lie among the pixels: not for a quick look. Words are named above.
            if (part.array.labelOffset >= 0 || !part.array.labelNames.empty()) continue;
            for (const int64_t label : readLabels(part.array, {})) used.insert(label);
        }
        used.erase(kNoLabel);
        for (const int64_t value : used) summary.labels.push_back(std::to_string(value));
        return summary;
    }

    void prepare(std::stop_token stop) override {
        std::set<int64_t> used;
        const Part* before = nullptr;
        for (Part& part : parts_) {
            const ArrayFile& array = part.array;
            open(part, stop);
            if (name_.empty()) {
                const bool sameFile = before && before->array.file == array.file;  // parts of one archive
                part.content = sameFile ? before->content : contentHash(array.file, stop);
                if (!array.labelFile.empty()) part.labelContent = contentHash(array.labelFile, stop);
            }
            part.labels = readLabels(array, stop);
            part.factors = readFactors(array, stop);
            used.insert(part.labels.begin(), part.labels.end());
            used.erase(kNoLabel);
            before = &part;
            if (array.labelNames.size() > givenNames_.size()) givenNames_ = array.labelNames;
        }
        if (std::ssize(used) > kMostLabels)
            throw Error("label.many",
                        "%1 has %2 different labels, and no more than %3 are told apart. Save it without them.",
                        {title(), std::to_string(used.size()), std::to_string(kMostLabels)});
        // Names that were given are all kept, also where this part of the data has no image of one.
        for (int64_t value = 0; value < std::ssize(givenNames_); ++value) used.insert(value);
        for (const int64_t value : used) {
            labelNumber_[value] = static_cast<int>(labelNames_.size());
            const bool given = value >= 0 && value < std::ssize(givenNames_);
            labelNames_.push_back(given ? givenNames_[static_cast<size_t>(value)] : std::to_string(value));
        }
    }

    FileNumbers numbers() const override {
        FileNumbers numbers;
        for (const Part& part : parts_) numbers = together(numbers, zscape::numbersOf(part.array.type));
        return numbers;
    }

    ValueSample sampleValues(const Target& target, const ImportOptions&, SampleFor purpose) const override {
        ValueSample sample;
        Scratch scratch;
        for (const Part& part : parts_) {
            const NumberType& type = part.array.type;
            if (type.kind == NumberType::Kind::Truth && purpose == SampleFor::Range) {
                sample.setPartial();
                continue;
            }
            Part opened;
            opened.array = part.array;
            open(opened, {});
            const bool channels = areChannels(opened.array.channels, target);
            for (const int64_t i : sampledOf(opened.array)) {
                try {
                    if (channels) {
                        int channel = 0;
                        for (const cv::Mat& plane : planesOf(opened, i, scratch))
                            sample.addChannel(channel++, plane, type.valueType(), type.full());
                    } else {
                        sample.add(numbersOf(opened, i, scratch), type.valueType(), type.full());
                    }
                } catch (const SourceFailed&) {
                    throw;
                } catch (const Error&) {
                    continue;  // said when all are read
                }
                if (!channels && purpose == SampleFor::Range && type.valueType() == ValueType::Bytes &&
                    sample.greatest() > 1) {
                    sample.setPartial();
                    return sample;
                }
            }
        }
        return sample;
    }

    std::vector<cv::Size> sizes(const Target&, const std::stop_token&) const override {
        std::vector<cv::Size> sizes;
        sizes.reserve(static_cast<size_t>(count_));
        for (const Part& part : parts_)
            sizes.insert(sizes.end(), static_cast<size_t>(part.array.count), {part.array.width, part.array.height});
        return sizes;
    }

    BackgroundGuess guessBackground(const ImportOptions&, const Target& target) const override {
        BackgroundGuess guess;
        Scratch scratch;
        for (const Part& part : parts_) {
            if (part.array.channels != 4 || areChannels(4, target)) continue;
            Part opened;
            opened.array = part.array;
            open(opened, {});
            for (const int64_t i : sampledOf(opened.array)) {
                try {
                    const auto picture = onBoth(target, [&](const Target& on, FileFacts* facts) {
                        return readOf(opened, i, on, scratch, *facts);
                    });
                    if (picture) guess.add(*picture);
                } catch (const SourceFailed&) {
                    throw;
                } catch (const Error&) {
                    continue;  // said when all are read
                }
            }
        }
        return guess;
    }

    cv::Mat read(int64_t candidate, const Target& target, Scratch& scratch) const override {
        const Part& part = partAt(candidate);
        FileFacts facts;
        cv::Mat picture = readOf(part, candidate - part.begin, target, scratch, facts);
        scratch.facts = facts;
        return picture;
    }

    SourceFindings findings() const override {
        SourceFindings findings;
        const ArrayFile* said = nullptr;
        for (const Part& part : parts_) {
            const ArrayFile& array = part.array;
            if (!areNeverColours(array.channels)) continue;
            if (said && said->channels == array.channels && said->planar == array.planar) continue;
            said = &array;
            // As the shape has them: what lies in Fortran order or was turned says the same otherwise.
            const bool last = array.planar == array.transposed;
            findings.remarks.push_back({"array.channels",
                                        last ? "%1 holds pictures of %2 channels (count x rows x columns x channels)."
                                             : "%1 holds pictures of %2 channels (count x channels x rows x columns).",
                                        {displayName(array.file), std::to_string(array.channels)}});
        }
        return findings;
    }
    std::string nameOf(int64_t candidate) const override {
        const Part& part = partAt(candidate);
        return part.name + " " + std::to_string(part.firstNumber + candidate - part.begin);
    }
    int labelOf(int64_t candidate) const override {
        const Part& part = partAt(candidate);
        if (part.labels.empty()) return -1;
        const int64_t label = part.labels[static_cast<size_t>(candidate - part.begin)];
        return label == kNoLabel ? -1 : labelNumber_.at(label);
    }
    std::vector<std::string> labelNames() const override { return labelNames_; }
    /// Only what all parts have.
    std::vector<std::string> factorNames() const override {
        const std::vector<std::string>& names = parts_.front().array.factorNames;
        const bool all = std::all_of(parts_.begin(), parts_.end(),
                                     [&](const Part& part) { return part.array.factorNames == names; });
        return all ? names : std::vector<std::string>();
    }
    float factor(int64_t candidate, int index) const override {
        const Part& part = partAt(candidate);
        const size_t columns = part.array.factorNames.size();
        return part.factors[static_cast<size_t>(candidate - part.begin) * columns + static_cast<size_t>(index)];
    }
    bool hasOwnSplit() const override { return trains_ && others_; }
    Side sideOf(int64_t candidate) const override {
        return hasOwnSplit() ? sideOfPart(partAt(candidate).name) : Side::Train;
    }
    std::vector<UnreadableFile> unreadable() const override { return unreadable_; }
    std::string title() const override { return titles_; }

private:
    struct Part {
        std::string name;         ///< "train", "val", "test", "image"
        int64_t begin = 0;        ///< its first picture among all
        int64_t firstNumber = 0;  ///< the number in that picture's name
        ArrayFile array;
        Hash128 content, labelContent;  ///< of its files, after prepare()
        FileHandle handle;
        std::unique_ptr<InflatedFile> inflated;  ///< of a gzip file, of an archive's member
        std::vector<uint8_t> held;               ///< all pictures: of a compressed part in Fortran order
        std::vector<int64_t> labels;
        std::vector<float> factors;  ///< a row for each picture, where it has any
    };

    /// Where labels are words, each part has numbered its own: all get the same numbers.
    void shareWords() {
        std::set<std::string> words;
        bool areWords = false;
        const auto textOf = [](const ArrayFile& array, int64_t label) {
            return array.labelNames.empty() ? std::to_string(label) : array.labelNames[static_cast<size_t>(label)];
        };
        for (const Part& part : parts_) {
            areWords = areWords || (!part.array.labels.empty() && !part.array.labelNames.empty());
            std::set<int64_t> used(part.array.labels.begin(), part.array.labels.end());
            used.erase(kNoLabel);
            for (const int64_t label : used) words.insert(textOf(part.array, label));
        }
        if (!areWords) return;
        std::vector<std::string> names(words.begin(), words.end());
        std::sort(names.begin(), names.end(), naturalLess);
        std::map<std::string, int64_t> numbers;
        for (size_t i = 0; i < names.size(); ++i) numbers[names[i]] = static_cast<int64_t>(i);
        for (Part& part : parts_) {
            for (int64_t& label : part.array.labels)
                if (label != kNoLabel) label = numbers.at(textOf(part.array, label));
            if (!part.array.labels.empty()) part.array.labelNames = names;
        }
    }

    /// For numbersOf(). \throws Error "array.order" where all of a part would have to be held and is too large
    static void open(Part& part, const std::stop_token& stop) {
        const ArrayFile& array = part.array;
        part.handle = openForReading(array.file);
        if (!array.compressed || array.rows) return;
        part.inflated = std::make_unique<InflatedFile>(array.file, array.member);
        if (array.numberStride == 1) return;
        const int64_t bytes = array.count * array.pictureBytes();
        if (bytes > kHeldAtMost)
            throw Error("array.order",
                        "%1 is compressed and in Fortran order, and too large to be turned in memory (%2 MB). In "
                        "Python, save numpy.ascontiguousarray(array).",
                        {displayName(array.file), std::to_string(bytes >> 20)});
        part.held = inflateFile(array.file, array.member, array.firstOffset, bytes, stop);
    }

    /// Those of an opened part that are looked at before all are read.
    static std::vector<int64_t> sampledOf(const ArrayFile& array) {
        // The first of a compressed part: what lies behind them would have to be inflated.
        const int64_t count = std::min({kMostSampled, array.count,
                                        std::max(kLeastSampled, kSampledNumbers / array.pictureNumbers())}),
                      step = array.compressed ? 1 : array.count / count;
        std::vector<int64_t> sampled;
        for (int64_t i = 0; i < count; ++i) sampled.push_back(i * step);
        return sampled;
    }

    /// One picture as `target` says.
    static cv::Mat readOf(const Part& part, int64_t index, const Target& target, Scratch& scratch, FileFacts& facts) {
        const ArrayFile& array = part.array;
        // As stored, its channels side by side, turned, and laid on the background.
        const cv::Size shrunk = shrunkSize({array.width, array.height}, target.tiling);
        const int64_t tiles = target.fit == Fit::Tiles ? int64_t{shrunk.width} * shrunk.height * target.channels : 0;
        const DecodingRoom::Share room = decodingRoom().take(3 * array.pictureBytes() + tiles, scratch.stop);
        facts.numbers = zscape::numbersOf(array.type);
        if (areChannels(array.channels, target)) return channelsOf(part, index, target, scratch, facts);
        cv::Mat picture = numbersOf(part, index, scratch);
        const ValueMap full = array.type.full();
        ValueMap map = array.type.kind == NumberType::Kind::Truth ? full : mapOf(target.range, picture, full);
        facts.notNumbers = replaceNotNumbers(picture, map, greyOf(target.background));
        facts.map = map;
        if (array.channels == 4) {
            picture = bytesBesideAlpha(picture, map, full, false);
            facts.transparent = hasTransparency(picture);
            picture = compositeOver(picture, target.background, false);
            map = {};
        }
        if (target.fit == Fit::Tiles)
            return shrunkWhole(picture, {shrunk, target.tiling.scale, target.channels, ColourOrder::RedFirst}, map,
                               nullptr, scratch.stop);
        const cv::Mat result = squared(picture, target.size, target.channels, target.fit, target.background, map);
        const bool ownsPixels = result.u != nullptr;
        return result.isContinuous() && ownsPixels ? result : result.clone();
    }

    /// One picture's numbers as they lie in the file, in `scratch`.
    static std::span<uint8_t> rawOf(const Part& part, int64_t index, Scratch& scratch) {
        const ArrayFile& array = part.array;
        const auto bytes = static_cast<size_t>(array.pictureBytes());
        if (scratch.bytes.size() < bytes) scratch.bytes.resize(bytes);
        const std::span<uint8_t> raw = std::span(scratch.bytes).first(bytes);
        const int64_t offset = array.firstOffset + index * array.recordBytes;
        if (array.rows) array.rows->read(index, raw, scratch.stop);
        else if (array.numberStride != 1) gather(part, index, raw, scratch);
        else if (array.compressed) part.inflated->read(offset, raw, scratch.stop);
        else readPlain(part, offset, raw);
        return raw;
    }

    /// One picture's channels, each by itself. They may lie in `scratch`, as long as that is not used again.
    static std::vector<cv::Mat> planesOf(const Part& part, int64_t index, Scratch& scratch) {
        const ArrayFile& array = part.array;
        const std::span<uint8_t> raw = rawOf(part, index, scratch);
        const int rows = array.transposed ? array.width : array.height,
                  columns = array.transposed ? array.height : array.width;
        std::vector<cv::Mat> planes;
        if (array.planar) {
            const size_t plane = raw.size() / static_cast<size_t>(array.channels);
            for (size_t k = 0; k < static_cast<size_t>(array.channels); ++k)
                planes.push_back(array.type.matrix(raw.subspan(k * plane, plane), rows, columns, 1));
        } else {
            cv::split(array.type.matrix(raw, rows, columns, array.channels), planes);
        }
        if (array.transposed)
            for (cv::Mat& plane : planes) plane = plane.t();
        return planes;
    }

    static cv::Mat channelsOf(const Part& part, int64_t index, const Target& target, Scratch& scratch,
                              FileFacts& facts) {
        const ArrayFile& array = part.array;
        Target own = target;
        if (array.type.kind == NumberType::Kind::Truth) own.range = {ValueRange::Kind::Full};
        ChannelPicture channels(own, scratch.stop);
        for (const cv::Mat& plane : planesOf(part, index, scratch)) channels.add(plane, array.type.full());
        facts.notNumbers = channels.notNumbers();
        return channels.picture();
    }

    /// One picture's numbers, rows of pixels. They may lie in `scratch`, as long as that is not used again.
    static cv::Mat numbersOf(const Part& part, int64_t index, Scratch& scratch) {
        const ArrayFile& array = part.array;
        const std::span<uint8_t> raw = rawOf(part, index, scratch);
        const int rows = array.transposed ? array.width : array.height,
                  columns = array.transposed ? array.height : array.width;
        cv::Mat picture;
        if (array.planar && array.channels > 1) {
            const size_t plane = raw.size() / static_cast<size_t>(array.channels);
            std::vector<cv::Mat> planes;
            planes.reserve(static_cast<size_t>(array.channels));
            for (size_t k = 0; k < static_cast<size_t>(array.channels); ++k)
                planes.push_back(array.type.matrix(raw.subspan(k * plane, plane), rows, columns, 1));
            cv::merge(planes, picture);
        } else {
            picture = array.type.matrix(raw, rows, columns, array.channels);
        }
        if (!array.transposed) return picture;
        cv::Mat turned;
        cv::transpose(picture, turned);
        return turned;
    }

    /// In Fortran order the same number of all pictures lies together, and then the next number of all. Neighbours are
    /// read together: one picture by itself takes as many reads as it has numbers.
    static void gather(const Part& part, int64_t index, std::span<uint8_t> into, Scratch& scratch) {
        const ArrayFile& array = part.array;
        const auto bytes = static_cast<size_t>(array.type.bytes);
        const auto numbers = static_cast<size_t>(array.pictureNumbers());
        Scratch::Neighbours& near = scratch.neighbours;
        if (part.held.empty() && (near.of != &part || index < near.begin || index >= near.end))
            readNeighbours(part, index, near, scratch.stop);
        const std::vector<uint8_t>& from = part.held.empty() ? near.bytes : part.held;
        const int64_t first = part.held.empty() ? near.begin : 0, end = part.held.empty() ? near.end : array.count;
        const auto run = static_cast<size_t>(end - first) * bytes;  // the same number of all of them
        const uint8_t* number = from.data() + static_cast<size_t>(index - first) * bytes;
        for (size_t k = 0; k < numbers; ++k) std::copy_n(number + k * run, bytes, into.data() + k * bytes);
    }

    static void readNeighbours(const Part& part, int64_t index, Scratch::Neighbours& near,
                               const std::stop_token& stop) {
        const ArrayFile& array = part.array;
        const int64_t together = std::max<int64_t>(1, kNeighbourBytes / array.pictureBytes());
        near.of = nullptr;
        near.begin = index / together * together;
        near.end = std::min(near.begin + together, array.count);
        const auto run = static_cast<size_t>((near.end - near.begin) * array.type.bytes);
        near.bytes.resize(run * static_cast<size_t>(array.pictureNumbers()));
        for (int64_t k = 0; k < array.pictureNumbers(); ++k) {
            if (stop.stop_requested()) throw Cancelled();
            readPlain(part, array.firstOffset + (near.begin + k * array.count) * array.type.bytes,
                      std::span(near.bytes).subspan(static_cast<size_t>(k) * run, run));
        }
        near.of = &part;
    }

    /// A disk that fails says nothing about the picture, and one array is all or nothing: the import ends, and nothing
    /// is kept of it.
    static void readPlain(const Part& part, int64_t offset, std::span<uint8_t> into) {
        const fs::path& file = part.array.file;
        try {
            if (readAt(part.handle, offset, into, file) == into.size()) return;
        } catch (const Error& error) {
            throw SourceFailed(error);
        }
        throw SourceFailed(
            Error("file.changed", "%1 was cut off while it was read. Copy it again.", {displayName(file)}));
    }

    /// Arrays, each with its labels after it; the same order as paths(). Two of one name are told apart by their
    /// number.
    std::vector<SourceFile> allFiles() const {
        std::vector<SourceFile> files;
        for (const Part& part : parts_) {
            const int number = static_cast<int>(&part - parts_.data());
            files.push_back({part.array.file.filename().string(), number, SourceFile::Kind::Picture, part.array.stamp,
                             part.content});
            if (!part.array.labelFile.empty())
                files.push_back({part.array.labelFile.filename().string(), number, SourceFile::Kind::Picture,
                                 part.array.labelStamp, part.labelContent});
        }
        return files;
    }
    std::vector<fs::path> paths() const {
        std::vector<fs::path> paths;
        for (const Part& part : parts_) {
            paths.push_back(part.array.file);
            if (!part.array.labelFile.empty()) paths.push_back(part.array.labelFile);
        }
        return paths;
    }

    const Part& partAt(int64_t candidate) const {
        const auto after = std::upper_bound(parts_.begin(), parts_.end(), candidate,
                                            [](int64_t index, const Part& part) { return index < part.begin; });
        return *std::prev(after);
    }

    std::string name_, titles_;
    std::vector<UnreadableFile> unreadable_;
    std::vector<Part> parts_;
    int64_t count_ = 0;
    bool trains_ = false,
         others_ = false;  ///< whether there is something to train on, and something that is kept from it
    std::vector<std::string> givenNames_, labelNames_;
    std::map<int64_t, int> labelNumber_;
};

}  // namespace

std::unique_ptr<PictureSource> makeArraySource(std::vector<ArrayFile> arrays, const std::string& name,
                                               std::vector<UnreadableFile> unreadable) {
    return std::make_unique<ArraySource>(std::move(arrays), name, std::move(unreadable));
}

std::unique_ptr<PictureSource> makeDigitsSource() {
    const fs::path folder = resourcesFolder() / "samples" / "digits";
    std::vector<ArrayFile> arrays;
    for (const char* file : {"train-images-idx3-ubyte.gz", "t10k-images-idx3-ubyte.gz"})
        arrays.push_back(openIdx(folder / file));
    return makeArraySource(std::move(arrays), "sample:digits");
}

}  // namespace zscape
