#include "engine/data/array_source.h"

#include "engine/core/paths.h"
#include "engine/data/guess.h"
#include "engine/data/squaring.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>

namespace zscape {

namespace fs = std::filesystem;

namespace {

std::string partOf(const fs::path& file) {
    std::string name = file.filename().string();
    for (char& c : name)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (name.starts_with("t10k") || name.find("test") != std::string::npos) return "test";
    if (name.starts_with("train") || name.starts_with("data_batch") || name.find("train") != std::string::npos) return "train";
    return "image";
}

class ArraySource final : public PictureSource {
public:
    ArraySource(std::vector<ArrayFile> arrays, std::string name) : name_(std::move(name)) {
        std::stable_sort(arrays.begin(), arrays.end(), [](const ArrayFile& a, const ArrayFile& b) { return (partOf(a.file) != "test") > (partOf(b.file) != "test"); });
        for (ArrayFile& array : arrays) {
            Part part;
            part.name = partOf(array.file);
            part.begin = count_;
            for (const Part& before : parts_)
                if (before.name == part.name) part.firstNumber += before.array.count;
            count_ += array.count;
            if (part.name != "test") heldOutBegin_ = count_;
            titles_ += (titles_.empty() ? "" : ", ") + displayName(array.file);
            part.array = std::move(array);
            parts_.push_back(std::move(part));
        }
        if (heldOutBegin_ == 0) heldOutBegin_ = count_;
    }

    int64_t candidates() const override { return count_; }

    Hash128 identity() const override {
        std::string key = name_.empty() ? "arrays" : name_;
        const auto add = [&](const fs::path& file, const FileStamp& stamp) {
            key += '\0' + (name_.empty() ? file : file.filename()).string() + '\0' + std::to_string(stamp.bytes);
            if (name_.empty()) key += '\0' + std::to_string(stamp.modifiedNanoseconds);
        };
        for (const Part& part : parts_) {
            add(part.array.file, part.array.stamp);
            if (!part.array.labelFile.empty()) add(part.array.labelFile, part.array.labelStamp);
            for (const std::string& label : part.array.labelNames) key += '\0' + label;
        }
        return Hash128::of(key);
    }

    Target targetFor(const ImportSettings& settings) const override {
        std::vector<Look> looks;
        for (const Part& part : parts_) looks.push_back({part.array.width, part.array.height, part.array.channels == 1});
        return resolveTarget(settings, looks);
    }

    SourceSummary summary() const override {
        const ArrayFile& first = parts_.front().array;
        SourceSummary summary;
        summary.kind = !name_.empty() ? SourceSummary::Kind::Sample : first.planar ? SourceSummary::Kind::Cifar : first.isNpy ? SourceSummary::Kind::Npy : SourceSummary::Kind::Idx;
        summary.images = count_;
        const Target guess = targetFor({});
        summary.size = guess.size;
        summary.channels = guess.channels;
        summary.fit = guess.fit;
        std::array<bool, 256> used{};
        for (const Part& part : parts_) {
            if (part.array.labelNames.size() > summary.labels.size()) summary.labels = part.array.labelNames;
            if (part.array.labelFile.empty()) continue;  // CIFAR's lie among the pixels: not for a quick look
            for (const uint8_t label : readLabels(part.array, {})) used[label] = true;
        }
        for (size_t value = 0; value < used.size(); ++value)
            if (used[value]) summary.labels.push_back(std::to_string(value));
        return summary;
    }

    void prepare(std::stop_token stop) override {
        std::array<bool, 256> used{};
        for (Part& part : parts_) {
            const ArrayFile& array = part.array;
            part.handle = openForReading(array.file);
            if (array.compressed) part.inflated = std::make_unique<InflatedFile>(array.file);
            part.labels = readLabels(array, stop);
            for (const uint8_t label : part.labels) used[label] = true;
            if (array.labelNames.size() > givenNames_.size()) givenNames_ = array.labelNames;
        }
        for (size_t value = 0; value < used.size(); ++value) {
            // Names that were given are all kept, also where this part of the data has no image of one.
            if (!used[value] && value >= givenNames_.size()) continue;
            labelNumber_[value] = static_cast<int>(labelNames_.size());
            labelNames_.push_back(value < givenNames_.size() ? givenNames_[value] : std::to_string(value));
        }
    }

    cv::Mat read(int64_t candidate, const Target& target, Scratch& scratch) const override {
        const Part& part = partAt(candidate);
        const ArrayFile& array = part.array;
        const auto bytes = static_cast<size_t>(array.pictureBytes());
        const int64_t place = (candidate - part.begin) * array.recordBytes;
        // As stored, its channels side by side, and laid on the background.
        const DecodingRoom::Share room = decodingRoom().take(3 * array.pictureBytes(), scratch.stop);
        if (scratch.bytes.size() < bytes) scratch.bytes.resize(bytes);
        if (array.compressed) part.inflated->read(array.firstOffset + place, std::span(scratch.bytes).first(bytes), scratch.stop);
        else if (readAt(part.handle, array.firstOffset + place, std::span(scratch.bytes).first(bytes), array.file) != bytes)
            throw Error("image.damaged", "%1 was cut off while it was read.", {displayName(array.file)});
        const uint8_t* raw = scratch.bytes.data();
        cv::Mat picture(array.height, array.width, CV_8UC(array.planar ? 1 : array.channels), const_cast<uint8_t*>(raw));
        if (array.planar) {
            const auto plane = static_cast<size_t>(array.width) * static_cast<size_t>(array.height);
            const cv::Mat planes[] = {picture, cv::Mat(array.height, array.width, CV_8UC1, const_cast<uint8_t*>(raw) + plane),
                                      cv::Mat(array.height, array.width, CV_8UC1, const_cast<uint8_t*>(raw) + 2 * plane)};
            cv::merge(planes, 3, picture);
        }
        if (array.channels == 4) picture = laidOn(picture, target.background, false);
        const cv::Mat result = squared(picture, target.size, target.channels, target.fit, target.background);
        return result.isContinuous() && result.data != raw ? result : result.clone();
    }

    std::string nameOf(int64_t candidate) const override {
        const Part& part = partAt(candidate);
        return part.name + " " + std::to_string(part.firstNumber + candidate - part.begin);
    }
    int labelOf(int64_t candidate) const override {
        const Part& part = partAt(candidate);
        return part.labels.empty() ? -1 : labelNumber_[part.labels[static_cast<size_t>(candidate - part.begin)]];
    }
    std::vector<std::string> labelNames() const override { return labelNames_; }
    int64_t ownHeldOutBegin() const override { return heldOutBegin_; }
    std::string title() const override { return titles_; }

private:
    struct Part {
        std::string name;         ///< "train", "test", "image"
        int64_t begin = 0;        ///< its first picture among all
        int64_t firstNumber = 0;  ///< the number in that picture's name
        ArrayFile array;
        FileHandle handle;
        std::unique_ptr<InflatedFile> inflated;  ///< of a gzip file
        std::vector<uint8_t> labels;
    };

    const Part& partAt(int64_t candidate) const {
        const auto after = std::upper_bound(parts_.begin(), parts_.end(), candidate, [](int64_t index, const Part& part) { return index < part.begin; });
        return *std::prev(after);
    }

    std::string name_, titles_;
    std::vector<Part> parts_;
    int64_t count_ = 0, heldOutBegin_ = 0;
    std::vector<std::string> givenNames_, labelNames_;
    std::array<int, 256> labelNumber_{};
};

}  // namespace

std::unique_ptr<PictureSource> makeArraySource(std::vector<ArrayFile> arrays, const std::string& name) {
    return std::make_unique<ArraySource>(std::move(arrays), name);
}

std::unique_ptr<PictureSource> makeDigitsSource() {
    const fs::path folder = resourcesFolder() / "samples" / "digits";
    std::vector<ArrayFile> arrays;
    for (const char* file : {"train-images-idx3-ubyte.gz", "t10k-images-idx3-ubyte.gz"}) arrays.push_back(openIdx(folder / file));
    return makeArraySource(std::move(arrays), "sample:digits");
}

}  // namespace zscape
