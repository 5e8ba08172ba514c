#pragma once

#include "engine/data/import.h"
#include "tests/engine/data/picture_files.h"
#include "tests/engine/data/temporary_folder.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <string>
#include <vector>

namespace zscape {

/// A folder of small pictures, and the set that becomes of it.
class ImportFixture : public testing::Test {
protected:
    ImportFixture() { std::filesystem::create_directories(images()); }

    std::filesystem::path images() const { return folder_ / "images"; }
    /// A plain picture of one colour; without one each is of its own, so that no two are duplicates.
    void add(const std::string& name, int value = -1) {
        const int colour = value >= 0 ? value : next_++;
        cv::Mat picture(16, 16, CV_8UC1, cv::Scalar(value >= 0 ? value : 0));
        if (value < 0) {
            std::memcpy(picture.ptr(0), &colour, sizeof colour);
            picture.row(15) = 255;  // they are no dark set
        }
        writeBytes(images() / name, encoded(picture, ".png"));
    }
    void addMany(const std::string& folder, int count) {
        for (int i = 0; i < count; ++i) add(folder + "/" + std::to_string(i) + ".png");
    }
    void text(const std::string& name, const std::string& content) {
        writeBytes(images() / name, Bytes(content.begin(), content.end()));
    }

    std::shared_ptr<const ImageSet> open(const ImportSettings& settings = {}) { return openAt(images(), settings); }
    std::shared_ptr<const ImageSet> openAt(const std::filesystem::path& place, const ImportSettings& settings = {}) {
        ImportOptions options;
        options.cacheFolder = folder_ / "cache";
        options.threads = 2;
        return importImages({{place.string()}, settings}, options, {});
    }
    /// Tiles of bytes as they are.
    static ImportSettings tilesOf(int size, Tiling tiling = {}) {
        ImportSettings settings;
        settings.guessFit = false;
        settings.fit = Fit::Tiles;
        settings.size = size;
        settings.tiling = tiling;
        settings.range = {ValueRange::Kind::Full};
        return settings;
    }
    /// A setting of the arrangement by its key.
    static ImportSettings with(const std::string& labels, const std::string& split = {},
                               const std::string& group = {}) {
        ImportSettings settings;
        settings.labels = labels;
        settings.split = split;
        settings.group = group;
        return settings;
    }

    static std::string labelOf(const ImageSet& set, int64_t i) {
        return set.labelOf(i) < 0 ? "-" : set.labelNames()[static_cast<size_t>(set.labelOf(i))];
    }
    static int64_t indexOf(const ImageSet& set, const std::string& name) {
        for (int64_t i = 0; i < set.count(); ++i)
            if (set.nameOf(i) == name) return i;
        ADD_FAILURE() << "there is no " << name;
        return 0;
    }
    /// How many images have each label; "-" has those without.
    static std::map<std::string, int> labels(const ImageSet& set) {
        std::map<std::string, int> counts;
        for (int64_t i = 0; i < set.count(); ++i) ++counts[labelOf(set, i)];
        return counts;
    }
    /// Train, held out, test.
    static std::array<size_t, 3> sides(const ImageSet& set, double fraction = 0.1) {
        const Split split = makeSplit(set, fraction, 1);
        return {split.train.size(), split.heldOut.size(), split.test.size()};
    }
    static bool remarks(const ImageSet& set, const std::string& code) {
        const auto& all = set.importReport().remarks;
        return std::any_of(all.begin(), all.end(), [&](const ErrorInfo& remark) { return remark.code == code; });
    }

    TemporaryFolder folder_;

private:
    int next_ = 1;
};

using Counts = std::map<std::string, int>;
using Sides = std::array<size_t, 3>;

}  // namespace zscape
