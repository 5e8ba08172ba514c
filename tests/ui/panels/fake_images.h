#pragma once

#include "engine/data/image_set.h"

#include <algorithm>
#include <string>
#include <vector>

namespace zscape {

/// Any number of images over one small buffer: image i is image i % kinds of it, plain grey of a known value.
class FakeImages : public ImageSet {
public:
    explicit FakeImages(int64_t images, int side = 16) : images_(images), side_(side) {
        pixels_.resize(static_cast<size_t>(std::min<int64_t>(images, kStored)) * static_cast<size_t>(side) *
                       static_cast<size_t>(side));
        for (size_t i = 0; i < pixels_.size(); ++i) pixels_[i] = valueOf(static_cast<int64_t>(i) / (side * side));
    }
    static uint8_t valueOf(int64_t index) { return static_cast<uint8_t>(40 + index % 10 * 20); }
    static constexpr int64_t kStored = 1'000'000;

    int64_t count() const override { return images_; }
    int size() const override { return side_; }
    int channels() const override { return 1; }
    void read(std::span<const int64_t> indices, const PixelRows& out) const override {
        copyImages(pixels_.data(), bytesPerImage(), indices, out.pixels);
    }
    int labelOf(int64_t index) const override {
        return labels_.empty() ? -1 : static_cast<int>(index % static_cast<int64_t>(labels_.size()));
    }
    const std::vector<std::string>& labelNames() const override { return labels_; }
    std::string nameOf(int64_t index) const override { return "folder/Image " + std::to_string(index) + ".png"; }
    std::filesystem::path fileOf(int64_t index) const override { return "/data/" + nameOf(index); }
    int64_t found() const override { return images_ + static_cast<int64_t>(unreadable_.size()); }
    const std::vector<UnreadableFile>& unreadable() const override { return unreadable_; }
    const std::vector<std::string>& sources() const override { return sources_; }
    std::string fingerprint() const override { return "fake"; }
    const std::vector<std::string>& factorNames() const override { return none_; }
    float factor(int64_t, int) const override { return 0; }

    bool hasOwnSplit() const override { return ownSplit_; }
    Side ownSideOf(int64_t index) const override {
        return index % 8 == 7 ? Side::Test : index % 8 == 6 ? Side::HeldOut : Side::Train;
    }
    const std::vector<Attribute>& attributes() const override { return attributes_; }
    double numberOf(int64_t index, size_t attribute) const override {
        return attributes_[attribute].kind == Attribute::Kind::Number ? static_cast<double>(index % 100)
                                                                      : static_cast<double>(index % 2);
    }
    std::string textOf(int64_t index, size_t attribute) const override {
        const Attribute& column = attributes_[attribute];
        if (column.kind == Attribute::Kind::Number) return std::to_string(index % 100);
        return column.categories.empty() ? "note " + std::to_string(index % 3)
                                         : column.categories[static_cast<size_t>(index) % column.categories.size()];
    }
    const ImportReport& importReport() const override { return report_; }
    ChannelColours channelColours() const override { return colours_; }

    bool ownSplit_ = false;
    ChannelColours colours_;
    std::vector<Attribute> attributes_;
    ImportReport report_;
    std::vector<std::string> labels_{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
    std::vector<UnreadableFile> unreadable_;
    std::vector<std::string> sources_{"/data"};

private:
    int64_t images_;
    int side_;
    std::vector<uint8_t> pixels_;
    std::vector<std::string> none_;
};

}  // namespace zscape
