#include "engine/data/archive_source.h"

#include "engine/core/paths.h"
#include "engine/data/animation.h"
#include "engine/data/archive_pass.h"
#include "engine/data/content_hash.h"
#include "engine/data/folder_names.h"
#include "engine/data/guess.h"
#include "engine/data/no_picture.h"
#include "engine/data/source_failed.h"
#include "engine/data/picture_sizes.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

namespace zscape {

namespace fs = std::filesystem;

namespace {

constexpr int64_t kMostFiles = 5'000'000;
/// Files whose headers are looked at for the guess, and how much of each.
constexpr size_t kHeadersLookedAt = 64;
constexpr size_t kHeaderBytes = 256 << 10;

/// Some of the files: those with the smallest draws, chance's choice and the same one every time.
struct Looked {
    Hash128 draw;
    size_t file = 0;
    ImageHeader header;

    bool operator<(const Looked& other) const {
        return std::pair(draw.low, draw.high) < std::pair(other.draw.low, other.draw.high);
    }
};

/// Without what says "here": "./a/b" and "/a/b" are "a/b".
std::string plainName(std::string_view name) {
    while (name.starts_with('/') || name.starts_with("./")) name.remove_prefix(name[0] == '/' ? 1 : 2);
    return std::string(name);
}

enum class Meant : uint8_t { Yes, Hidden, Junk };

/// As a folder's files are: what is hidden, and what no person means.
Meant isMeant(std::string_view name) {
    for (size_t begin = 0; begin <= name.size();) {
        const size_t end = std::min(name.find('/', begin), name.size());
        const std::string_view part = name.substr(begin, end - begin);
        if (isJunkName(part)) return Meant::Junk;
        if (part.starts_with('.') || part.ends_with(".zscape")) return Meant::Hidden;
        begin = end + 1;
    }
    return Meant::Yes;
}

/// The files of some archives that may be pictures.
class Listing {
public:
    Listing(const std::vector<fs::path>& archives, int64_t limit, const ProgressSink& progress, std::stop_token stop)
        : archives_(archives),
          limit_(limit),
          progress_(progress),
          stop_(std::move(stop)) {
        for (size_t i = 0; i < archives_.size() && complete; ++i) listAsFarAsItGoes(i);
        // Files whose names say nothing are pictures only where no other is.
        if (files.empty()) {
            files = std::move(unnamed_);
            looks = std::move(unnamedLooks_);
        }
        leaveAside();
    }

    std::vector<ArchivedFile> files;
    std::vector<std::string> shown;  ///< of files: what the set calls them
    std::vector<Looked> looks;
    std::vector<UnreadableFile> unreadable;  ///< archives that end before their end
    int64_t hidden = 0, aside = 0;
    bool pickled = false;  ///< there are batches of CIFAR as Python saves them
    bool complete = true;

private:
    /// What lies before a damaged place is not lost with it.
    void listAsFarAsItGoes(size_t archive) {
        const size_t before = files.size() + unnamed_.size();
        try {
            list(archive);
        } catch (const Error& error) {
            if (error.code() != "archive.damaged" || files.size() + unnamed_.size() == before) throw;
            unreadable.push_back(
                {archives_[archive],
                 Error("archive.cut",
                       "%1 is damaged behind its first %2 files (%3): what lies there is not in the set. Copy or "
                       "download it again.",
                       {displayName(archives_[archive]), std::to_string(files.size() + unnamed_.size() - before),
                        error.info().arguments.at(1)})
                     .info()});
        }
    }

    void list(size_t archive) {
        const std::unique_ptr<ArchiveStream> stream = openArchive(archives_[archive]);
        ArchiveMember member;
        for (int64_t place = 0; stream->next(member); ++place) {
            if (++members_ > kMostFiles)
                throw Error("archive.members", "%1 holds more than %2 files, which is more than are looked at.",
                            {displayName(archives_[archive]), std::to_string(kMostFiles)});
            report();
            take({archive, place, member.name, member.bytes}, *stream);
            if (limit_ >= 0 && std::ssize(files) >= limit_) {
                complete = false;
                return;
            }
        }
    }

    void take(ArchivedFile file, ForwardStream& bytes) {
        const std::string name = plainName(file.name);
        const std::string base = name.substr(name.rfind('/') + 1);
        if (const Meant meant = isMeant(name); meant != Meant::Yes) {
            hidden += meant == Meant::Hidden ? 1 : 0;
            return;
        }
        const NameKind kind = kindOfName(base);
        std::vector<ArchivedFile>& into = kind == NameKind::Unknown ? unnamed_ : files;
        try {
            std::vector<uint8_t> start;
            if (kind == NameKind::Unknown) {
                pickled = pickled || base.starts_with("data_batch_");
                start.resize(kFormatReach);
                start.resize(bytes.read(start));
                if (formatOf(start) == ImageFormat::None) return;
            }
            if (kind != NameKind::Unsupported)
                look(file, bytes, std::move(start), kind == NameKind::Unknown ? unnamedLooks_ : looks, into.size());
        } catch (const Error& error) {
            if (error.code() != "archive.damaged") throw;  // told when its turn comes
        }
        into.push_back(std::move(file));
    }

    static void look(const ArchivedFile& file, ForwardStream& bytes, std::vector<uint8_t> start,
                     std::vector<Looked>& among, size_t index) {
        Looked looked{Hash128::of(file.name + '\0' + std::to_string(file.bytes)), index, {}};
        if (among.size() >= kHeadersLookedAt && !(looked < among.front())) return;
        const size_t have = start.size();
        start.resize(kHeaderBytes);
        start.resize(have + bytes.read(std::span(start).subspan(have)));
        try {
            looked.header = readImageHeader(readerOf(start), file.name);
        } catch (const Error&) {
            return;  // listed as unreadable when its turn comes
        }
        if (looked.header.format == ImageFormat::None) return;
        if (among.size() >= kHeadersLookedAt) {
            std::pop_heap(among.begin(), among.end());
            among.pop_back();
        }
        among.push_back(looked);
        std::push_heap(among.begin(), among.end());
    }

    void leaveAside() {
        std::vector<std::string> names;
        names.reserve(files.size());
        for (const ArchivedFile& file : files)
            names.push_back((archives_.size() > 1 ? stemOf(archives_[file.archive]) + "/" : "") + plainName(file.name));
        const std::vector<bool> left = standAside(names);
        std::vector<size_t> newIndex(files.size(), 0);
        size_t kept = 0;
        for (size_t i = 0; i < files.size(); ++i) {
            newIndex[i] = kept;
            if (left[i]) continue;
            if (kept != i) files[kept] = std::move(files[i]);
            shown.push_back(std::move(names[i]));
            ++kept;
        }
        aside = std::ssize(files) - static_cast<int64_t>(kept);
        files.resize(kept);
        std::erase_if(looks, [&](const Looked& looked) { return left[looked.file]; });
        for (Looked& looked : looks) looked.file = newIndex[looked.file];
        std::sort(looks.begin(), looks.end());
    }

    /// "train.tar.gz" -> "train"
    static std::string stemOf(const fs::path& archive) {
        const std::string name = archive.filename().string();
        return name.substr(0, name.find('.', 1));
    }

    void report() {
        if (stop_.stop_requested()) throw Cancelled();
        const auto now = std::chrono::steady_clock::now();
        if (!progress_ || now - reported_ < std::chrono::milliseconds(50)) return;
        reported_ = now;
        progress_({"Looking for images", std::ssize(files), 0, -1});
    }

    const std::vector<fs::path>& archives_;
    const int64_t limit_;
    const ProgressSink& progress_;
    const std::stop_token stop_;
    std::vector<ArchivedFile> unnamed_;
    std::vector<Looked> unnamedLooks_;
    int64_t members_ = 0;
    std::chrono::steady_clock::time_point reported_{};
};

class ArchiveSource final : public PictureSource {
public:
    ArchiveSource(std::vector<fs::path> archives, Listing listing, std::stop_token stop)
        : stop_(std::move(stop)),
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

    int64_t candidates() const override { return std::ssize(files_); }

    Hash128 identity() const override {
        std::string key = "archives";
        for (size_t i = 0; i < archives_.size(); ++i)
            key += '\0' + archives_[i].filename().string() + '\0' + std::to_string(stamps_[i].bytes);
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
        return Hash128::of(key);
    }

    Target targetFor(const ImportSettings& settings) const override { return resolveTarget(settings, looks()); }

    FileNumbers numbers() const override {
        FileNumbers numbers;
        for (const Looked& looked : looks_) numbers = together(numbers, numbersOf(looked.header));
        return numbers;
    }

    ValueSample sampleValues(const Target& target, const ImportOptions&, SampleFor purpose) const override {
        const SamplePlan plan = planSample(headers(), purpose);
        // One pass, which ends where that of an 8-bit set does.
        const std::vector<ArchivedFile> some = inTheirOrder(plan.chosen);
        ArchivePass pass(archives_, some);
        ValueSample sample;
        if (plan.partial) sample.setPartial();
        for (size_t i = 0; i < some.size(); ++i) {
            try {
                visitValues(pass.take(i, stop_), pathOf(some[i]), target, stop_,
                            [&](const FileValues& values) { addTo(sample, values); });
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
        pass_ = std::make_unique<ArchivePass>(archives_, files_);
    }

    /// A pass of its own: where a TIFF says its size may be at its end.
    std::vector<cv::Size> sizes(const Target& target, const std::stop_token& stop) const override {
        std::vector<cv::Size> sizes(files_.size());
        ArchivePass pass(archives_, files_);
        for (size_t i = 0; i < files_.size(); ++i) {
            const fs::path path = pathOf(files_[i]);
            if (kindOfName(path.filename().string()) == NameKind::Unsupported) continue;
            try {
                sizes[i] = sizeToCut(pass.take(i, stop), path, target);
            } catch (const SourceFailed&) {
                throw;
            } catch (const Error&) {
                continue;  // listed as unreadable when its turn comes
            }
        }
        return sizes;
    }

    cv::Mat read(int64_t candidate, const Target& target, Scratch& scratch) const override {
        const ArchivedFile& file = files_[static_cast<size_t>(candidate)];
        const fs::path path = pathOf(file);
        if (kindOfName(path.filename().string()) == NameKind::Unsupported) throw formatNotRead(path);
        const std::vector<uint8_t> bytes = pass_->take(static_cast<size_t>(candidate), scratch.stop);
        try {
            if (const size_t pages = pagesOf(bytes, path, scratch.stop); pages > 1)
                throw Error("image.pages",
                            "%1 is a stack of %2 pages, which is not read out of an archive. Unpack it first.",
                            {displayName(path), std::to_string(pages)});
            if (target.frames == Frames::All)
                if (const size_t frames = animationSize(bytes, path).frames; frames > 1)
                    throw Error("image.frames",
                                "%1 is an animation of %2 frames, which are not read one by one out of an archive. "
                                "Unpack it first, or set frames=first.",
                                {displayName(path), std::to_string(frames)});
            FileFacts facts;
            cv::Mat picture = decodeBytes(bytes, path, target, scratch.stop, &facts);
            if (picture.empty()) throw noPicture(path, bytes);
            scratch.facts = facts;
            return picture;
        } catch (const Error& error) {
            // What says nothing about the picture is no verdict to be kept.
            if (!isAboutContent(error)) throw SourceFailed(error);
            throw;
        }
    }

    std::string nameOf(int64_t candidate) const override { return shown_[static_cast<size_t>(candidate)]; }
    SourceFindings findings() const override { return findings_; }
    std::vector<UnreadableFile> unreadable() const override { return unreadable_; }
    std::string title() const override {
        std::string title;
        for (const fs::path& archive : archives_) title += (title.empty() ? "" : ", ") + displayName(archive);
        return title;
    }

private:
    std::vector<Look> looks() const {
        std::vector<Look> looks;
        looks.reserve(looks_.size());
        for (const Looked& looked : looks_) looks.push_back(lookOf(looked.header));
        return looks;
    }
    std::vector<ImageHeader> headers() const {
        std::vector<ImageHeader> headers;
        headers.reserve(looks_.size());
        for (const Looked& looked : looks_) headers.push_back(looked.header);
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
    fs::path pathOf(const ArchivedFile& file) const { return archives_[file.archive] / plainName(file.name); }

    const std::stop_token stop_;
    const std::vector<fs::path> archives_;
    std::vector<ArchivedFile> files_;
    std::vector<std::string> shown_;  ///< of files_
    std::vector<Looked> looks_;       ///< by their draws
    SourceFindings findings_;
    bool complete_;
    std::vector<UnreadableFile> unreadable_;
    std::vector<FileStamp> stamps_;
    std::vector<Hash128> contents_;  ///< of archives_, after prepare()
    std::unique_ptr<ArchivePass> pass_;
};

}  // namespace

std::unique_ptr<PictureSource> makeArchiveSource(std::vector<fs::path> archives, int64_t limit,
                                                 const ProgressSink& progress, std::stop_token stop) {
    std::sort(archives.begin(), archives.end(), [](const fs::path& a, const fs::path& b) {
        return std::pair(a.filename(), a) < std::pair(b.filename(), b);
    });
    Listing listing(archives, limit, progress, stop);
    if (listing.files.empty() && listing.pickled)
        throw Error("archive.pickle",
                    "%1 holds CIFAR as Python pickles it, which is not read. Download the binary version "
                    "(cifar-10-binary.tar.gz), unpack it, and open its folder.",
                    {displayName(archives.front())});
    return std::make_unique<ArchiveSource>(std::move(archives), std::move(listing), std::move(stop));
}

}  // namespace zscape
