#include "engine/data/array_source.h"

#include "engine/core/paths.h"
#include "engine/data/array_parts.h"
#include "engine/data/array_pictures.h"
#include "engine/data/channel_picture.h"
#include "engine/data/content_hash.h"
#include "engine/data/guess.h"
#include "engine/data/source_failed.h"

#include <algorithm>
#include <map>
#include <set>

namespace zscape {

namespace fs = std::filesystem;

namespace {

/// Whole numbers that are no classes have as many as there are pictures.
constexpr int64_t kMostLabels = 65'535;

class ArraySource final : public PictureSource {
public:
    ArraySource(std::vector<ArrayFile> arrays, std::string name, std::vector<UnreadableFile> unreadable,
                std::stop_token stop)
        : stop_(std::move(stop)),
          name_(std::move(name)),
          unreadable_(std::move(unreadable)) {
        std::stable_sort(arrays.begin(), arrays.end(), [](const ArrayFile& a, const ArrayFile& b) {
            return sideOfPart(partOf(a)) < sideOfPart(partOf(b));
        });
        shareWords(arrays);
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
    }

    int64_t candidates() const override { return count_; }

    Hash128 identity() const override {
        std::string key = name_.empty() ? "arrays" : name_;
        for (const SourceFile& file : allFiles()) key += '\0' + file.name + '\0' + std::to_string(file.stamp.bytes);
        for (const Part& part : parts_) {
            for (const std::string& label : part.array.labelNames) key += '\0' + label;
            if (!part.array.member.empty()) key += '\0' + part.array.member + '\0' + part.array.labelMember;
            if (!part.array.factorMember.empty()) key += '\0' + part.array.factorMember;
            if (part.array.axesChosen) key += '\0' + part.array.axes;
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
            // Several sets of one file are not the same pictures. An .npz that holds one has never said its name.
            const bool named = part.array.rows != nullptr || part.array.among.has_value();
            if (named && !part.array.member.empty()) key += '\0' + part.array.member;
            if (part.array.axesChosen) key += '\0' + part.array.axes;
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
        summary.kind = !name_.empty()                       ? SourceSummary::Kind::Sample
                       : first.isNpy                        ? SourceSummary::Kind::Npy
                       : first.place == ChannelPlace::First ? SourceSummary::Kind::Cifar
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
            part.pictures = std::make_unique<ArrayPictures>(array, stop);
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
        for (const Part& part : parts_) numbers = together(numbers, numbersOf(part.array.type));
        return numbers;
    }

    ValueSample sampleValues(const Target& target, const ImportOptions&, SampleFor purpose) const override {
        ValueSample sample;
        for (const Part& part : parts_) {
            const NumberType& type = part.array.type;
            if (type.kind == NumberType::Kind::Truth && purpose == SampleFor::Range) {
                sample.setPartial();
                continue;
            }
            const ArrayPictures pictures(part.array, stop_);
            Scratch scratch;
            scratch.stop = stop_;
            const bool channels = areChannels(part.array.channels, target);
            for (const int64_t i : pictures.sampled()) {
                try {
                    if (channels) {
                        int channel = 0;
                        for (const cv::Mat& plane : pictures.planes(i, scratch))
                            sample.addChannel(channel++, plane, type.valueType(), type.full());
                    } else {
                        sample.add(pictures.numbers(i, scratch), type.valueType(), type.full());
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
        for (const Part& part : parts_) {
            if (part.array.channels != 4 || areChannels(4, target)) continue;
            const ArrayPictures pictures(part.array, stop_);
            Scratch scratch;
            scratch.stop = stop_;
            for (const int64_t i : pictures.sampled()) {
                try {
                    const auto picture = onBoth(target, [&](const Target& on, FileFacts* facts) {
                        return pictures.read(i, on, scratch, *facts);
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
        cv::Mat picture = part.pictures->read(candidate - part.begin, target, scratch, facts);
        scratch.facts = std::move(facts);
        return picture;
    }

    SourceFindings findings() const override {
        SourceFindings findings;
        std::vector<const ArrayFile*> arrays;
        arrays.reserve(parts_.size());
        for (const Part& part : parts_) arrays.push_back(&part.array);
        findings.remarks = aboutArrays(arrays);
        if (name_.empty()) findings.array = readingsOfAll(arrays);
        findings.sets = parts_.front().array.among;
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
        Hash128 content, labelContent;            ///< of its files, after prepare()
        std::unique_ptr<ArrayPictures> pictures;  ///< after prepare()
        std::vector<int64_t> labels;
        std::vector<float> factors;  ///< a row for each picture, where it has any
    };

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

    const std::stop_token stop_;  ///< of the one that opens
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
                                               std::vector<UnreadableFile> unreadable, std::stop_token stop) {
    return std::make_unique<ArraySource>(std::move(arrays), name, std::move(unreadable), std::move(stop));
}

std::unique_ptr<PictureSource> makeDigitsSource() {
    const fs::path folder = resourcesFolder() / "samples" / "digits";
    std::vector<ArrayFile> arrays;
    for (const char* file : {"train-images-idx3-ubyte.gz", "t10k-images-idx3-ubyte.gz"})
        arrays.push_back(openIdx(folder / file));
    return makeArraySource(std::move(arrays), "sample:digits");
}

}  // namespace zscape
