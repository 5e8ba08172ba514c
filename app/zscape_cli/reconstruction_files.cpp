#include "app/zscape_cli/reconstruction_files.h"

#include "app/zscape_cli/output.h"
#include "app/zscape_cli/picture_files.h"
#include "engine/data/arrays.h"
#include "engine/data/picture_writers.h"
#include "engine/data/value_file.h"

#include <filesystem>

namespace zscape {

namespace {

class SheetOfPairs final : public ReconstructionSink {
public:
    SheetOfPairs(std::string out, const ImageSet& images) : out_(std::move(out)), images_(images) {}
    void add(const std::vector<int64_t>& indices, const Reconstructions& made) override {
        for (const int64_t index : indices) inputs_.push_back(images_.picture(index));
        outputs_.insert(outputs_.end(), made.pictures.begin(), made.pictures.end());
    }
    std::string finish(const FloatMatrix&) override {
        writePairs(out_, inputs_, outputs_);
        return {};
    }

private:
    const std::string out_;
    const ImageSet& images_;
    std::vector<Picture> inputs_, outputs_;
};

class FolderOfPictures final : public ReconstructionSink {
public:
    FolderOfPictures(std::string out, const ImageSet& images) : out_(std::move(out)), images_(images) {
        makeFolder(out_);
    }
    void add(const std::vector<int64_t>& indices, const Reconstructions& made) override {
        for (size_t i = 0; i < indices.size(); ++i) {
            files_.push_back(numberedName(static_cast<size_t>(indices[i])));
            names_.push_back(images_.nameOf(indices[i]));
            writePng(std::filesystem::path(out_) / files_.back(), made.pictures[i]);
        }
    }
    std::string finish(const FloatMatrix& quality) override {
        writeCsv(std::filesystem::path(out_) / "index.csv", {"file", "name", "psnr"}, quality, {files_, names_});
        return {};
    }

private:
    const std::string out_;
    const ImageSet& images_;
    std::vector<std::string> files_, names_;
};

/// In the images' own values, a page or a row each.
class FileOfValues final : public ReconstructionSink {
public:
    FileOfValues(const std::string& out, const ImageSet& images, const ProgressSink& progress, std::stop_token stop)
        : scales_(scalesOf(images, progress, stop)),
          file_(out, {images.size(), images.channels(), scales_, pixelSizesOf(images, stop), namesOf(images)}) {}
    Shades wanted() const override { return Shades::Exact; }
    void add(const std::vector<int64_t>&, const Reconstructions& made) override { file_.addRows(made.shades); }
    std::string finish(const FloatMatrix&) override {
        file_.commit();
        return valuesText(scales_);
    }

private:
    static std::vector<std::string> namesOf(const ImageSet& images) {
        std::vector<std::string> names;
        names.reserve(static_cast<size_t>(images.count()));
        for (int64_t i = 0; i < images.count(); ++i) names.push_back(images.nameOf(i));
        return names;
    }

    const std::vector<ValueScale> scales_;
    ValueFile file_;
};

/// Says which images have no page in what is written.
void warnOfUnread(const ImageSet& images, Output& output) {
    const std::vector<UnreadableFile>& unread = images.unreadable();
    if (unread.empty()) return;
    output.warn(countText(std::ssize(unread)) + " of " + countText(images.found()) +
                " images could not be read, and are missing in what is written. The first: " +
                unread.front().reason.sentence());
}

}  // namespace

std::unique_ptr<ReconstructionSink> reconstructionSinkFor(const std::string& out, const ImageSet& images,
                                                          Output& output, const std::stop_token& stop) {
    if (isPngName(out)) return std::make_unique<SheetOfPairs>(out, images);
    if (!isValueFileName(out)) return std::make_unique<FolderOfPictures>(out, images);
    warnOfUnread(images, output);
    return std::make_unique<FileOfValues>(out, images, output.sink(), stop);
}

}  // namespace zscape
