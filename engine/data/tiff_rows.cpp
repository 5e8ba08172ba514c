#include "engine/data/tiff_rows.h"

#include "engine/data/decoding_cost.h"
#include "engine/data/decoding_room.h"
#include "engine/data/memory_ends.h"
#include "engine/data/no_picture.h"
#include "engine/data/open_tiff.h"
#include "engine/data/source_failed.h"
#include "engine/data/stack_remarks.h"
#include "engine/data/tiff_bands.h"
#include "engine/data/tiff_picture.h"

#include <mutex>
#include <utility>

namespace zscape {

namespace {

class TiffRows final : public RowsOfPicture {
public:
    TiffRows(TiffOpener open, std::filesystem::path name, std::vector<uint64_t> directories, const Target& target,
             int number)
        : open_(std::move(open)),
          name_(std::move(name)),
          number_(number),
          directories_(std::move(directories)),
          target_(target) {}

    cv::Mat read(int first, int count, const std::stop_token& stop, FileFacts& facts) const override {
        try {
            return unlessMemoryEnds(name_, [&] {
                const std::shared_ptr<TiffFile> tiff = open_(stop);
                lookAt(*tiff, stop);
                const TiffPicture picture = tiffPictureInBands(*tiff, directories_, target_);
                const int64_t made = picture.header.seenWidth() * count * target_.channels;
                const DecodingRoom::Share room = decodingRoom().take(bytesOf(picture) + 2 * made, stop);
                return TiffBands(*tiff, picture, name_, target_, stop).madeRows(first, count, &facts);
            });
        } catch (const SourceFailed&) {
            throw;
        } catch (const Error& error) {
            // As PagedFiles::read(): what is no verdict on the content must not be kept as one.
            if (!isAboutContent(error)) throw SourceFailed(error);
            if (number_ == 0) throw;
            throw wrongPicture(error, number_, false);
        }
    }

private:
    int64_t bytesOf(const TiffPicture& picture) const { return bytesOfBand(picture.header, target_) * picture.pages(); }

    /// What is found out once.
    void lookAt(TiffFile& tiff, const std::stop_token& stop) const {
        const std::lock_guard lock(mutex_);
        if (looked_) return;
        if (directories_.empty())
            directories_ = tiff.pictures({target_.axes, target_.channels}, kMostPages, true, stop).of(0);
        if (target_.range.kind == ValueRange::Kind::File) {
            const TiffPicture picture = tiffPictureInBands(tiff, directories_, target_);
            const DecodingRoom::Share room = decodingRoom().take(bytesOf(picture), stop);
            target_.range = TiffBands(tiff, picture, name_, target_, stop).ownRange();
        }
        looked_ = true;
    }

    const TiffOpener open_;
    const std::filesystem::path name_;
    const int number_;
    mutable std::mutex mutex_;  ///< held while it is looked at; guards what follows, which does not change afterwards
    mutable bool looked_ = false;
    mutable std::vector<uint64_t> directories_;
    mutable Target target_;
};

}  // namespace

std::unique_ptr<RowsOfPicture> rowsOfTiff(TiffOpener open, std::filesystem::path name,
                                          std::vector<uint64_t> directories, const Target& target, int number) {
    return std::make_unique<TiffRows>(std::move(open), std::move(name), std::move(directories), target, number);
}

std::unique_ptr<RowsOfPicture> tiffRows(const std::filesystem::path& file, std::vector<uint64_t> directories,
                                        const Target& target, int number, const std::stop_token& stop) {
    try {
        if (readImageHeader(file).format != ImageFormat::Tiff) return nullptr;
        OpenTiff open(file);
        if (directories.empty())
            directories = open.tiff.pictures({target.axes, target.channels}, kMostPages, true, stop).of(0);
        for (const uint64_t directory : directories) {
            open.tiff.goTo(directory);
            if (!cutsInBands(open.tiff.header(), target)) return nullptr;
        }
    } catch (const Error&) {
        return nullptr;  // told when its turn comes
    }
    const auto open = [file](const std::stop_token&) {
        auto opened = std::make_shared<OpenTiff>(file);
        return std::shared_ptr<TiffFile>(opened, &opened->tiff);
    };
    return rowsOfTiff(open, file, std::move(directories), target, number);
}

}  // namespace zscape
