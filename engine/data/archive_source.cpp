#include "engine/data/archive_source.h"

#include "engine/core/composite.h"
#include "engine/core/paths.h"
#include "engine/data/archive_listing.h"
#include "engine/data/archive_pass.h"
#include "engine/data/archived_tiff.h"
#include "engine/data/array_source.h"
#include "engine/data/content_hash.h"
#include "engine/data/folder_names.h"
#include "engine/data/guess.h"
#include "engine/data/no_picture.h"
#include "engine/data/paged_files.h"
#include "engine/data/picture_sizes.h"
#include "engine/data/shared_files.h"
#include "engine/data/source_failed.h"
#include "engine/data/stack_remarks.h"
#include "engine/data/tiff_rows.h"

#include <algorithm>
#include <utility>

namespace zscape {

namespace fs = std::filesystem;

namespace {

/// An animation that was inflated.
class ArchivedAnimation final : public AnimationBytes {
public:
    explicit ArchivedAnimation(SharedFiles::Bytes bytes) : bytes_(std::move(bytes)) {}
    std::span<const uint8_t> bytes() const override { return *bytes_; }

private:
    const SharedFiles::Bytes bytes_;
};

class ArchiveSource final : public PictureSource {
public:
    ArchiveSource(std::vector<fs::path> archives, ArchiveListing listing, const AxesChoice& axes, Frames frames,
                  std::stop_token stop)
        : stop_(std::move(stop)),
          axes_(axes),
          frames_(frames),
          archives_(std::move(archives)),
          files_(std::move(listing.files)),
          shown_(std::move(listing.shown)),
          looks_(std::move(listing.looks)),
          complete_(listing.complete),
          unreadable_(std::move(listing.unreadable)) {
        findings_.hidden = listing.hidden;
        findings_.aside = listing.aside;
        for (const fs::path& archive : archives_) stamps_.push_back(stampOf(archive));
        contents_.resize(archives_.size());
    }

    int64_t candidates() const override { return static_cast<int64_t>(pages_.pictures(files_.size())); }

    Hash128 identity() const override {
        std::string key = "archives";
        for (size_t i = 0; i < archives_.size(); ++i)
            key += '\0' + archives_[i].filename().string() + '\0' + std::to_string(stamps_[i].bytes);
        // The pictures of these have not always been read.
        if (std::any_of(files_.begin(), files_.end(), [this](const ArchivedFile& file) { return mayBeSeveral(file); }))
            key += std::string("\0pages", 6);
        return Hash128::of(key);
    }

    bool namesWebP() const override {
        return std::any_of(files_.begin(), files_.end(),
                           [](const ArchivedFile& file) { return isWebPName(file.name); });
    }

    std::vector<SourceFile> files() const override {
        std::vector<SourceFile> files;
        files.reserve(archives_.size());
        for (size_t i = 0; i < archives_.size(); ++i)
            files.push_back({archives_[i].filename().string(), static_cast<int>(i), SourceFile::Kind::Picture,
                             stamps_[i], contents_[i]});
        return files;
    }
    fs::path pathOfFile(size_t index) const override { return archives_.at(index); }

    Hash128 contents(const std::vector<int64_t>&) const override {
        std::string key = "archives";
        for (const Hash128& content : contents_) key += '\0' + content.hex();
        // Other pictures can be taken of the same archives.
        if (!pages_.areWhole())
            key += '\0' + std::to_string(candidates()) + " pictures by " + std::to_string(static_cast<int>(frames_)) +
                   " " + std::to_string(static_cast<int>(axes_.axes)) + " " + std::to_string(axes_.channels);
        return Hash128::of(key);
    }

    Target targetFor(const ImportSettings& settings) const override { return resolveTarget(settings, looks()); }

    FileNumbers numbers() const override {
        FileNumbers numbers;
        for (const ArchivedLook& looked : looks_) numbers = together(numbers, numbersOf(looked.header));
        return numbers;
    }

    ValueSample sampleValues(const Target& target, const ImportOptions&, SampleFor purpose) const override {
        const SamplePlan plan = planSample(headers(), purpose);
        // One pass, which ends where that of an 8-bit set does.
        const std::vector<ArchivedFile> some = inTheirOrder(plan.chosen);
        ArchivePass pass(archives_, some);
        // Three may be colours: then all are read by one range.
        const bool byChannels = isComposite(target.channels) || channelsOfMost(looks()) > 0;
        ValueSample sample;
        if (plan.partial) sample.setPartial();
        for (size_t i = 0; i < some.size(); ++i) {
            try {
                visitValues(pass.take(i, stop_), pathOf(some[i]), target, stop_, [&](FileValues values) {
                    if (!byChannels) values.channel = -1;
                    addTo(sample, values);
                });
            } catch (const SourceFailed&) {
                break;  // told when that picture's turn comes
            } catch (const Error&) {
                continue;
            }
            if (plan.untilNoMask && !sample.isEmpty() && sample.greatest() > 1) break;
        }
        return sample;
    }

    BackgroundGuess guessBackground(const ImportOptions&, const Target& target) const override {
        const std::vector<ArchivedFile> some = inTheirOrder(transparentAmong(headers()));
        ArchivePass pass(archives_, some);
        BackgroundGuess guess;
        for (size_t i = 0; i < some.size(); ++i) {
            try {
                const std::vector<uint8_t> bytes = pass.take(i, stop_);
                const auto picture = onBoth(target, [&](const Target& on, FileFacts* facts) {
                    return decodeBytes(bytes, pathOf(some[i]), on, stop_, facts);
                });
                if (picture) guess.add(*picture);
            } catch (const SourceFailed&) {
                break;  // told when that picture's turn comes
            } catch (const Error&) {
                continue;
            }
        }
        return guess;
    }

    SourceSummary summary() const override { return summaryOf(shown_, looks(), complete_); }

    void prepare(std::stop_token stop) override {
        for (size_t i = 0; i < archives_.size(); ++i) contents_[i] = contentHash(archives_[i], stop);
        findPages(stop);
        pass_ = std::make_unique<ArchivePass>(archives_, files_);
        shared_ = std::make_unique<SharedFiles>(*pass_);
    }

    /// A pass of its own: where a TIFF says its size may be at its end.
    std::vector<cv::Size> sizes(const Target& target, const std::stop_token& stop) const override {
        std::vector<cv::Size> sizes(static_cast<size_t>(candidates()));
        inBands_.assign(sizes.size(), false);
        ArchivePass pass(archives_, files_);
        for (size_t i = 0; i < files_.size(); ++i) {
            const auto [begin, end] = pages_.picturesOf(i);
            const fs::path path = pathOf(files_[i]);
            if (kindOfName(path.filename().string()) == NameKind::Unsupported) continue;
            try {
                const std::vector<uint8_t> bytes = pass.take(i, stop);
                const std::vector<uint64_t> directories = pages_.firstDirectories(i);
                const std::vector<SizeToCut> own =
                    directories.empty() ? std::vector<SizeToCut>(end - begin, sizeToCut(bytes, path, target))
                                        : pageSizesToCut(bytes, path, directories, target, stop);
                for (size_t k = 0; k < own.size(); ++k) {
                    sizes[begin + k] = own[k].size;
                    inBands_[begin + k] = own[k].inBands;
                }
            } catch (const SourceFailed&) {
                throw;
            } catch (const Error&) {
                continue;  // listed as unreadable when its turn comes
            }
        }
        return sizes;
    }

    cv::Mat read(int64_t candidate, const Target& target, Scratch& scratch) const override {
        const size_t index = indexOf(candidate);
        const fs::path path = pathOf(files_[index]);
        if (kindOfName(path.filename().string()) == NameKind::Unsupported) throw formatNotRead(path);
        try {
            FileFacts facts;
            cv::Mat picture = pages_.isPart(static_cast<size_t>(candidate))
                                  ? readPart(static_cast<size_t>(candidate), path, target, scratch, facts)
                                  : readWhole(index, path, target, scratch, facts);
            scratch.facts = std::move(facts);
            return picture;
        } catch (const SourceFailed&) {
            throw;
        } catch (const Error& error) {
            // What says nothing about the picture is no verdict to be kept.
            if (!isAboutContent(error)) throw SourceFailed(error);
            throw;
        }
    }

    /// The file is inflated into memory when the first of its rows are read.
    std::unique_ptr<RowsOfPicture> rowsOf(int64_t candidate, const Target& target,
                                          const std::stop_token&) const override {
        const auto picture = static_cast<size_t>(candidate);
        if (!inBands_[picture]) return nullptr;
        const size_t file = indexOf(candidate);
        const auto [begin, end] = pages_.picturesOf(file);
        const auto inflate = [this, file, pictures = end - begin](const std::stop_token& stop) {
            return shared_->take(file, pictures, stop);
        };
        const fs::path path = pathOf(files_[file]);
        const auto open = [tiff = std::make_shared<ArchivedTiff>(inflate, path)](const std::stop_token& stop) {
            return tiff->open(stop);
        };
        return rowsOfTiff(open, path, pages_.directoriesOf(picture), target, pages_.numberOf(picture));
    }

    std::string nameOf(int64_t candidate) const override { return shown_[indexOf(candidate)]; }
    int pageOf(int64_t candidate) const override { return pages_.numberOf(static_cast<size_t>(candidate)); }
    SourceFindings findings() const override {
        SourceFindings findings = findings_;
        std::vector<NamedStack> stacks;
        stacks.reserve(looks_.size());
        for (const ArchivedLook& looked : looks_) stacks.push_back({displayName(shown_[looked.file]), looked.stack});
        addStacks(stacks, findings);
        return findings;
    }
    std::vector<UnreadableFile> unreadable() const override { return unreadable_; }
    std::string title() const override {
        std::string title;
        for (const fs::path& archive : archives_) title += (title.empty() ? "" : ", ") + displayName(archive);
        return title;
    }

private:
    /// By its name.
    bool mayBeSeveral(const ArchivedFile& file) const {
        const bool moves = lowered(file.name).ends_with(".gif") || isWebPName(file.name);
        return isTiffName(file.name) || (frames_ == Frames::All && moves);
    }

    /// Goes through the archives once more, as far as there are files that may hold several pictures.
    void findPages(const std::stop_token& stop) {
        std::vector<size_t> indices;
        std::vector<ArchivedFile> some;
        for (size_t i = 0; i < files_.size(); ++i) {
            if (!mayBeSeveral(files_[i])) continue;
            indices.push_back(i);
            some.push_back(files_[i]);
        }
        if (some.empty()) return;
        ArchivePass pass(archives_, some);
        std::vector<PagedFiles::Found> found(files_.size());
        for (size_t k = 0; k < some.size(); ++k) {
            const fs::path path = pathOf(some[k]);
            PagedFiles::Found& own = found[indices[k]];
            try {
                const std::vector<uint8_t> bytes = pass.take(k, stop);
                if (isTiffName(some[k].name)) own.pictures = tiffPictures(bytes, path, axes_, stop);
                else own.frames = animationSize(bytes, path);
            } catch (const SourceFailed&) {
                break;  // told when that file's turn comes
            } catch (const Error&) {
                own = {};  // listed as unreadable when its turn comes
            }
        }
        pages_.lay(found, [this](size_t file, const AnimationSize& frames) {
            const auto open = [this, file](const std::stop_token& asked) {
                return std::make_unique<ArchivedAnimation>(shared_->take(file, 1, asked));
            };
            return std::make_unique<AnimationPass>(open, pathOf(files_[file]), frames.taken);
        });
    }

    /// Of a candidate: its file among files_.
    size_t indexOf(int64_t candidate) const { return pages_.fileOf(static_cast<size_t>(candidate)); }

    cv::Mat readPart(size_t picture, const fs::path& path, const Target& target, Scratch& scratch,
                     FileFacts& facts) const {
        const size_t file = pages_.fileOf(picture);
        const auto [begin, end] = pages_.picturesOf(file);
        const size_t pictures = end - begin;
        return pages_.read(picture, path, target, scratch.stop, facts, [&](const std::vector<uint64_t>& directories) {
            const SharedFiles::Bytes bytes = shared_->take(file, pictures, scratch.stop);
            return decodePages(*bytes, path, directories, target, scratch.stop, &facts, scratch.rowsTold());
        });
    }

    cv::Mat readWhole(size_t index, const fs::path& path, const Target& target, Scratch& scratch,
                      FileFacts& facts) const {
        // Decoding takes room of its own beside it.
        const DecodingRoom::Share room =
            inflated_.take(std::clamp<int64_t>(files_[index].bytes, 0, kFileLimit), scratch.stop);
        // Inflating takes about as long as decoding what was inflated.
        const RowsRead told = scratch.rowsTold();
        const auto half = [&told](int64_t number) -> RowsRead {
            if (!told) return {};
            return [&told, number](int64_t done, int64_t of) { told(number * of + done, 2 * of); };
        };
        const std::vector<uint8_t> bytes = pass_->take(index, scratch.stop, half(0));
        if (target.frames == Frames::All)
            if (const size_t frames = animationSize(bytes, path).frames; frames > 1)
                throw Error("image.frames",
                            "%1 is an animation of %2 frames under another name, by which its "
                            "frames are not looked "
                            "for in an archive. Call it .gif or .webp, or set frames=first.",
                            {displayName(path), std::to_string(frames)});
        cv::Mat picture = decodeBytes(bytes, path, target, scratch.stop, &facts, half(1));
        if (picture.empty()) throw noPicture(path, bytes);
        return picture;
    }

    std::vector<Look> looks() const {
        std::vector<Look> looks;
        looks.reserve(looks_.size());
        for (const ArchivedLook& looked : looks_) looks.push_back(lookOf(looked.header));
        return looks;
    }
    std::vector<ImageHeader> headers() const {
        std::vector<ImageHeader> headers;
        headers.reserve(looks_.size());
        for (const ArchivedLook& looked : looks_) headers.push_back(looked.header);
        return headers;
    }
    /// Of some of looks_ their files, as they lie in the archives.
    std::vector<ArchivedFile> inTheirOrder(std::vector<size_t> looks) const {
        std::sort(looks.begin(), looks.end(), [this](size_t a, size_t b) { return looks_[a].file < looks_[b].file; });
        std::vector<ArchivedFile> files;
        files.reserve(looks.size());
        for (const size_t i : looks) files.push_back(files_[looks_[i].file]);
        return files;
    }
    fs::path pathOf(const ArchivedFile& file) const { return archives_[file.archive] / plainMemberName(file.name); }

    const std::stop_token stop_;
    const AxesChoice axes_;
    const Frames frames_;
    const std::vector<fs::path> archives_;
    std::vector<ArchivedFile> files_;
    std::vector<std::string> shown_;   ///< of files_
    std::vector<ArchivedLook> looks_;  ///< by their draws
    SourceFindings findings_;
    bool complete_;
    std::vector<UnreadableFile> unreadable_;
    std::vector<FileStamp> stamps_;
    std::vector<Hash128> contents_;  ///< of archives_, after prepare()
    std::unique_ptr<ArchivePass> pass_;
    std::unique_ptr<SharedFiles> shared_;
    PagedFiles pages_;                   ///< of files_, after prepare()
    mutable std::vector<bool> inBands_;  ///< of the candidates, after sizes(): SizeToCut::inBands
    mutable DecodingRoom inflated_{kFileLimit};
};

}  // namespace

std::unique_ptr<PictureSource> makeArchiveSource(std::vector<fs::path> archives, const ImportSettings& settings,
                                                 int64_t limit, const ProgressSink& progress, std::stop_token stop,
                                                 const ArchiveOpener& openOthers) {
    std::sort(archives.begin(), archives.end(), [](const fs::path& a, const fs::path& b) {
        return std::pair(a.filename(), a) < std::pair(b.filename(), b);
    });
    const AxesChoice axes{settings.axes, settings.channels};
    ArchiveListing listing(archives, axes, limit, progress, stop);
    if (listing.files.empty() && listing.pickled)
        throw Error("archive.pickle",
                    "%1 holds CIFAR as Python pickles it, which is not read. "
                    "Download the binary version "
                    "(cifar-10-binary.tar.gz), unpack it, and open its folder.",
                    {displayName(archives.front())});
    if (listing.files.empty() && listing.hasNpy) {
        std::vector<ArrayFile> arrays;
        for (const fs::path& archive : archives) {
            std::vector<ArrayFile> opened = openNpz(archive, {}, settings.arrayAxes);
            std::move(opened.begin(), opened.end(), std::back_inserter(arrays));
        }
        return makeArraySource(std::move(arrays), {}, {}, std::move(stop));
    }
    if (listing.files.empty() && !listing.otherNumbers.empty()) {
        if (archives.size() == 1) return openOthers(archives.front());
        throw Error(
            "archive.arrays",
            "%1 holds no pictures but %2: of several archives only pictures and .npy arrays are one set. Open it "
            "by itself, or unpack them into one folder, and open that.",
            {displayName(archives.front()), displayName(listing.otherNumbers)});
    }
    if (!settings.arrayAxes.empty()) throw noAxes(displayName(archives.front()), settings.arrayAxes);
    return std::make_unique<ArchiveSource>(std::move(archives), std::move(listing), axes, settings.frames,
                                           std::move(stop));
}

}  // namespace zscape
