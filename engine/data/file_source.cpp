#include "engine/data/file_source.h"

#include "engine/core/composite.h"
#include "engine/core/paths.h"
#include "engine/data/animation.h"
#include "engine/data/content_hash.h"
#include "engine/data/folder_levels.h"
#include "engine/data/folder_names.h"
#include "engine/data/guess.h"
#include "engine/data/in_parallel.h"
#include "engine/data/natural_order.h"
#include "engine/data/no_picture.h"
#include "engine/data/paged_files.h"
#include "engine/data/source_failed.h"
#include "engine/data/stack_remarks.h"
#include "engine/data/table_reader.h"
#include "engine/data/picture_sizes.h"

#include <algorithm>
#include <mutex>
#include <numeric>
#include <optional>

namespace zscape {

namespace fs = std::filesystem;

namespace {

/// How many files are looked at for the guess.
constexpr size_t kLooks = 64;
/// More are looked at until so many turned out to be pictures.
constexpr size_t kEnoughLooks = 8;
/// And no more than these: what is left to a guess must not take longer than the reading itself.
constexpr size_t kMostLooks = 200'000;

/// How many names beside a folder are looked at for tables.
constexpr int64_t kMostBeside = 10'000;

struct Entry {
    int base = 0;
    FoundFile file;
    bool byItself = false;  ///< chosen by the person: it must be an image
};

/// By what it is called and how long it is: chance's order among files, the same wherever they lie.
Hash128 drawOf(const Entry& entry, const std::string& shown) {
    return Hash128::of(std::to_string(entry.base) + '\0' + shown + '\0' + std::to_string(entry.file.stamp.bytes));
}

SourceFile::Kind kindOf(const Entry& entry) {
    if (entry.byItself) return SourceFile::Kind::Picture;
    switch (kindOfName(entry.file.name)) {
        case NameKind::Readable: return SourceFile::Kind::Picture;
        case NameKind::Unsupported: return SourceFile::Kind::Refused;
        case NameKind::Unknown: break;
    }
    return SourceFile::Kind::Unsure;
}

class FileSource final : public PictureSource {
public:
    FileSource(std::vector<ChosenPath> chosen, const AxesChoice& axes, Frames frames, std::stop_token stop)
        : stop_(std::move(stop)),
          axes_(axes),
          frames_(frames) {
        // The same order however they were chosen: bases are known by their number.
        std::sort(chosen.begin(), chosen.end(), [](const ChosenPath& a, const ChosenPath& b) {
            return std::pair(a.path.filename(), a.path) < std::pair(b.path.filename(), b.path);
        });
        const bool several =
            std::count_if(chosen.begin(), chosen.end(), [](const ChosenPath& path) { return path.isFolder; }) > 1;
        for (ChosenPath& path : chosen) {
            titles_ += (titles_.empty() ? "" : ", ") + displayName(path.path);
            const fs::path folder = path.isFolder ? path.path : path.path.parent_path();
            const int base = baseFor(folder.string(), several && path.isFolder ? folder.filename().string() + "/" : "");
            complete_ = complete_ && path.contents.complete;
            findings_.hidden += path.contents.hidden;
            noteTables(path, folder);
            for (FoundFile& file : path.contents.files) entries_.push_back({base, std::move(file), !path.isFolder});
            unreadable_.insert(unreadable_.end(), path.contents.unreadable.begin(), path.contents.unreadable.end());
        }
        for (const Base& base : bases_) findings_.tables.roots.push_back({base.path, base.prefix});
        leaveAside();
        for (const Entry& entry : entries_) kinds_.push_back(kindOf(entry));
    }

    int64_t candidates() const override { return static_cast<int64_t>(pages_.pictures(entries_.size())); }

    int64_t pictures() const override {
        int64_t empty = 0;
        for (const Entry& entry : entries_)
            empty += kindOf(entry) == SourceFile::Kind::Refused || entry.file.stamp.bytes == 0 ? 1 : 0;
        return candidates() - empty;
    }

    Hash128 identity() const override {
        settleWhereNoNameSays();
        const bool named = std::any_of(entries_.begin(), entries_.end(),
                                       [](const Entry& entry) { return kindOf(entry) != SourceFile::Kind::Unsure; });
        Hash128 sum = Hash128::of("files");
        for (size_t i = 0; i < entries_.size(); ++i) {
            const SourceFile::Kind kind = named ? kindOf(entries_[i]) : kinds_[i];
            if (kind == SourceFile::Kind::Picture || kind == SourceFile::Kind::Refused)
                sum.add(drawOf(entries_[i], shownName(entries_[i])));
        }
        for (size_t i = 0; i < bases_.size(); ++i)
            sum.add(Hash128::of("base " + std::to_string(i) + '\0' + bases_[i].prefix));
        return sum;
    }

    bool namesWebP() const override {
        return std::any_of(entries_.begin(), entries_.end(),
                           [](const Entry& entry) { return isWebPName(entry.file.name); });
    }

    std::vector<SourceFile> files() const override {
        std::vector<SourceFile> files;
        files.reserve(entries_.size() + notes_.size());
        for (size_t i = 0; i < entries_.size(); ++i) {
            SourceFile file{shownName(entries_[i]), entries_[i].base, kinds_[i], entries_[i].file.stamp, {}};
            if (i < contents_.size()) file.content = contents_[i];
            files.push_back(std::move(file));
        }
        for (const Entry& note : notes_)
            files.push_back({shownName(note), note.base, SourceFile::Kind::Note, note.file.stamp, {}});
        return files;
    }

    fs::path pathOfFile(size_t index) const override {
        return pathOf(index < entries_.size() ? entries_[index] : notes_[index - entries_.size()]);
    }

    Hash128 contents(const std::vector<int64_t>& kept) const override {
        Hash128 sum = Hash128::of("files");
        for (const int64_t candidate : kept) {
            const size_t i = indexOf(candidate);
            const int page = pageOf(candidate);
            sum.add(Hash128::of(shownName(entries_[i]) + '\0' + contents_[i].hex() +
                                (page == 0 ? std::string() : '\0' + std::to_string(page))));
        }
        return sum;
    }

    Target targetFor(const ImportSettings& settings) const override {
        std::vector<Look> looks;
        // Whether they have so many channels is said of all of them at once.
        if (settings.size == 0 || isComposite(settings.channels) || settings.guessFit) looks = someLooks();
        return resolveTarget(settings, looks);
    }

    FileNumbers numbers() const override {
        FileNumbers numbers;
        for (const Looked& look : lookedAt()) numbers = together(numbers, numbersOf(look.header));
        return numbers;
    }

    ValueSample sampleValues(const Target& target, const ImportOptions& options, SampleFor purpose) const override {
        const std::vector<Looked>& looked = lookedAt();
        const SamplePlan plan = planSample(lookedHeaders(), purpose);
        // Three may be colours: then all are read by one range.
        const bool byChannels = isComposite(target.channels) || channelsOfMost(someLooks()) > 0;
        ValueSample sample;
        if (plan.partial) sample.setPartial();
        std::mutex adding;  // of `sample`
        inParallel(plan.chosen.size(), options.threads, [&](size_t i) {
            stopIfAsked();
            const Looked& look = looked[plan.chosen[i]];
            std::vector<uint8_t> scratch;
            try {
                visitValues(pathOf(entries_[look.entry]), target, scratch, stop_, [&](FileValues values) {
                    if (!byChannels) values.channel = -1;
                    const std::lock_guard lock(adding);
                    addTo(sample, values);
                });
            } catch (const Error&) {
                return true;  // listed as unreadable when its turn comes
            }
            const std::lock_guard lock(adding);
            return !plan.untilNoMask || sample.isEmpty() || sample.greatest() <= 1;
        });
        return sample;
    }

    BackgroundGuess guessBackground(const ImportOptions& options, const Target& target) const override {
        const std::vector<Looked>& looked = lookedAt();
        const std::vector<size_t> chosen = transparentAmong(lookedHeaders());
        BackgroundGuess guess;
        std::mutex adding;  // to `guess`
        inParallel(chosen.size(), options.threads, [&](size_t i) {
            const fs::path file = pathOf(entries_[looked[chosen[i]].entry]);
            std::vector<uint8_t> scratch;
            try {
                const auto picture = onBoth(target, [&](const Target& on, FileFacts* facts) {
                    return decodeFile(file, on, scratch, stop_, facts);
                });
                const std::lock_guard lock(adding);
                if (picture) guess.add(*picture);
            } catch (const Error&) {
                return true;  // listed as unreadable when its turn comes
            }
            return true;
        });
        return guess;
    }

    SourceSummary summary() const override {
        std::vector<std::string> names;
        for (const Entry& entry : entries_) {
            stopIfAsked();
            if (kindOfName(entry.file.name) != NameKind::Unknown ||
                (entry.byItself && readImageHeader(pathOf(entry)).format != ImageFormat::None))
                names.push_back(shownName(entry));
        }
        // Files whose names say nothing are only counted where there are no others: reading all of them takes long.
        const std::vector<Look> looks = someLooks();
        if (names.empty() && !looks.empty())
            for (const Entry& entry : entries_) names.push_back(shownName(entry));
        return summaryOf(names, looks, complete_);
    }

    void prepare(std::stop_token stop) override {
        dropNotes(stop);
        looked_.reset();
        std::vector<std::pair<std::string, size_t>> order;
        order.reserve(entries_.size());
        for (size_t i = 0; i < entries_.size(); ++i) order.emplace_back(shownName(entries_[i]), i);
        std::sort(order.begin(), order.end(),
                  [](const auto& a, const auto& b) { return naturalLess(a.first, b.first); });
        std::vector<Entry> sorted;
        sorted.reserve(order.size());
        for (const auto& [name, index] : order) sorted.push_back(std::move(entries_[index]));
        entries_ = std::move(sorted);
        kinds_.clear();
        for (const Entry& entry : entries_)
            kinds_.push_back(kindOf(entry) == SourceFile::Kind::Refused ? SourceFile::Kind::Refused
                                                                        : SourceFile::Kind::Picture);
        contents_.assign(entries_.size(), {});
        findPages(stop);
    }

    std::vector<cv::Size> sizes(const Target& target, const std::stop_token& stop) const override {
        std::vector<cv::Size> sizes(static_cast<size_t>(candidates()));
        inParallel(entries_.size(), 0, [&](size_t i) {
            if (stop.stop_requested()) throw Cancelled();
            const Entry& entry = entries_[i];
            if (kindOf(entry) == SourceFile::Kind::Refused) return true;
            const auto [begin, end] = pages_.picturesOf(i);
            const std::vector<uint64_t> directories = pages_.firstDirectories(i);
            const std::vector<cv::Size> own = directories.empty()
                                                  ? std::vector<cv::Size>(end - begin, sizeToCut(pathOf(entry), target))
                                                  : pageSizesToCut(pathOf(entry), directories, target, stop);
            std::copy(own.begin(), own.end(), sizes.begin() + static_cast<std::ptrdiff_t>(begin));
            return true;
        });
        return sizes;
    }

    cv::Mat read(int64_t candidate, const Target& target, Scratch& scratch) const override {
        const Entry& entry = entries_[indexOf(candidate)];
        const fs::path file = pathOf(entry);
        const NameKind kind = kindOfName(entry.file.name);
        if (kind == NameKind::Unsupported) throw formatNotRead(file);
        if (pages_.isPart(static_cast<size_t>(candidate))) {
            FileFacts facts;
            cv::Mat picture = pages_.read(static_cast<size_t>(candidate), file, target, scratch.stop, facts,
                                          [&](const std::vector<uint64_t>& directories) {
                                              return decodePages(file, directories, target, scratch.stop, &facts);
                                          });
            scratch.facts = facts;
            return picture;
        }
        Hash128& content = contents_[indexOf(candidate)];  // of this candidate alone: no other thread comes to it
        cv::Mat picture;
        FileFacts facts;
        try {
            picture = decodeFile(file, target, scratch.bytes, scratch.stop, &facts);
            content = facts.content;
            scratch.facts = facts;
        } catch (const Error& error) {
            content = facts.content;
            // What says nothing about the content is no verdict to be kept: an unknown content is tried again the next
            // time.
            if (!isAboutContent(error)) content = {};
            else if (content.isZero()) content = contentIfReadable(file, scratch.stop);
            throw;
        }
        if (picture.empty()) content = contentIfReadable(file, scratch.stop);
        if (picture.empty() && (kind == NameKind::Readable || entry.byItself)) throw noPicture(file);
        return picture;
    }

    std::string nameOf(int64_t candidate) const override { return entries_[indexOf(candidate)].file.name; }
    int pageOf(int64_t candidate) const override { return pages_.numberOf(static_cast<size_t>(candidate)); }
    std::vector<Base> bases() const override { return bases_; }
    int baseOf(int64_t candidate) const override { return entries_[indexOf(candidate)].base; }
    SourceFindings findings() const override {
        SourceFindings findings = findings_;
        if (std::any_of(entries_.begin(), entries_.end(),
                        [](const Entry& entry) { return isTiffName(entry.file.name); }))
            addStacks(lookedStacks(), findings);
        return findings;
    }
    std::vector<UnreadableFile> unreadable() const override { return unreadable_; }
    std::string title() const override { return titles_; }

private:
    int baseFor(const std::string& path, const std::string& prefix) {
        const auto found = std::find_if(bases_.begin(), bases_.end(),
                                        [&](const Base& base) { return base.path == path && base.prefix == prefix; });
        if (found != bases_.end()) return static_cast<int>(found - bases_.begin());
        bases_.push_back({path, prefix});
        return static_cast<int>(bases_.size()) - 1;
    }
    /// Tables in a folder, and those right beside it; for a single file, those beside that.
    void noteTables(const ChosenPath& chosen, const fs::path& folder) {
        for (const FoundFile& file : chosen.contents.files)
            if (chosen.isFolder && isTableName(file.name)) findings_.tables.inside.push_back(folder / file.name);
        std::vector<fs::path>& beside = findings_.tables.beside;
        std::error_code listing;
        int64_t looked = 0;
        const fs::path where = chosen.isFolder ? folder.parent_path() : folder;
        for (fs::directory_iterator entry(where, listing), end; !listing && entry != end && looked < kMostBeside;
             entry.increment(listing), ++looked) {
            const fs::path file = entry->path();
            const std::string name = file.filename().string();
            if (name.front() == '.' || !isTableName(name) ||
                std::find(beside.begin(), beside.end(), file) != beside.end())
                continue;
            std::error_code gone;
            if (entry->is_regular_file(gone)) beside.push_back(file);
        }
        // Those that lie highest first: the one that comes first gives columns their names.
        const auto depth = [](const fs::path& path) {
            return std::count(path.native().begin(), path.native().end(), '/');
        };
        std::sort(findings_.tables.inside.begin(), findings_.tables.inside.end(),
                  [&](const fs::path& a, const fs::path& b) {
                      return std::pair(depth(a), a.native()) < std::pair(depth(b), b.native());
                  });
        std::sort(beside.begin(), beside.end());
    }

    void leaveAside() {
        std::vector<std::string> names;
        names.reserve(entries_.size());
        for (const Entry& entry : entries_) names.push_back(entry.byItself ? std::string() : shownName(entry));
        const std::vector<bool> aside = standAside(names);
        size_t kept = 0;
        for (size_t i = 0; i < entries_.size(); ++i) {
            if (aside[i]) {
                ++findings_.aside;
                continue;
            }
            if (kept != i) entries_[kept] = std::move(entries_[i]);
            ++kept;
        }
        entries_.resize(kept);
    }

    /// Of a candidate: its file among entries_.
    size_t indexOf(int64_t candidate) const { return pages_.fileOf(static_cast<size_t>(candidate)); }

    std::vector<NamedStack> lookedStacks() const {
        std::vector<NamedStack> stacks;
        for (const Looked& look : lookedAt())
            stacks.push_back({displayName(shownName(entries_[look.entry])), look.stack});
        return stacks;
    }

    /// Each page of a TIFF is a candidate, or so many as are channels of one picture, by the file's name: what is
    /// called otherwise is one picture. So is each frame of an animation where all are asked for.
    void findPages(const std::stop_token& stop) {
        std::vector<PagedFiles::Found> found(entries_.size());
        inParallel(entries_.size(), 0, [&](size_t i) {
            if (stop.stop_requested()) throw Cancelled();
            const fs::path path = pathOf(entries_[i]);
            try {
                if (isTiffName(entries_[i].file.name)) found[i].pictures = tiffPictures(path, axes_, false, stop);
                else if (frames_ == Frames::All) found[i].frames = animationSize(path);
            } catch (const Error&) {
                found[i] = {};  // listed as unreadable when its turn comes
            }
            return true;
        });
        for (size_t i = 0; i < found.size(); ++i)
            if (found[i].several()) contents_[i] = contentIfReadable(pathOf(entries_[i]), stop);
        pages_.lay(found, [&](size_t file, const AnimationSize& frames) {
            return std::make_unique<AnimationPass>(pathOf(entries_[file]), frames.taken);
        });
    }

    void stopIfAsked() const {
        if (stop_.stop_requested()) throw Cancelled();
    }

    /// Where no file is called a picture the first bytes of all say which are; else that is left until it matters.
    void settleWhereNoNameSays() const {
        if (std::any_of(kinds_.begin(), kinds_.end(), [](SourceFile::Kind kind) {
                return kind == SourceFile::Kind::Picture || kind == SourceFile::Kind::Refused;
            }))
            return;
        inParallel(kinds_.size(), 0, [this](size_t i) {
            stopIfAsked();
            if (kinds_[i] == SourceFile::Kind::Unsure)
                kinds_[i] = mayBePicture(pathOf(entries_[i])) ? SourceFile::Kind::Picture : SourceFile::Kind::Note;
            return true;
        });
    }

    /// What is no picture is no candidate: no room is asked for it.
    void dropNotes(const std::stop_token& stop) {
        inParallel(kinds_.size(), 0, [&](size_t i) {
            if (stop.stop_requested()) throw Cancelled();
            if (kinds_[i] == SourceFile::Kind::Unsure)
                kinds_[i] = mayBePicture(pathOf(entries_[i])) ? SourceFile::Kind::Picture : SourceFile::Kind::Note;
            return true;
        });
        std::vector<Entry> pictures;
        for (size_t i = 0; i < entries_.size(); ++i)
            (kinds_[i] == SourceFile::Kind::Note ? notes_ : pictures).push_back(std::move(entries_[i]));
        entries_ = std::move(pictures);
    }

    static Hash128 contentIfReadable(const fs::path& file, const std::stop_token& stop) {
        try {
            return contentHash(file, stop);
        } catch (const Error&) {
            return {};
        }
    }

    fs::path pathOf(const Entry& entry) const {
        return fs::path(bases_[static_cast<size_t>(entry.base)].path) / entry.file.name;
    }
    std::string shownName(const Entry& entry) const {
        return bases_[static_cast<size_t>(entry.base)].prefix + entry.file.name;
    }

    struct Looked {
        size_t entry = 0;
        ImageHeader header;
        StackLook stack = {};
    };

    /// The files with the smallest hashes: chance's choice, and the same one every time, whatever order they were found
    /// in.
    const std::vector<Looked>& lookedAt() const {
        if (!looked_) looked_ = look();
        return *looked_;
    }

    std::vector<Looked> look() const {
        std::vector<size_t> chosen;
        for (size_t i = 0; i < entries_.size(); ++i)
            if (kindOfName(entries_[i].file.name) == NameKind::Readable || entries_[i].byItself) chosen.push_back(i);
        if (chosen.empty()) {
            chosen.resize(entries_.size());
            std::iota(chosen.begin(), chosen.end(), size_t{0});
            std::erase_if(chosen, [this](size_t i) { return kinds_[i] == SourceFile::Kind::Note; });
        }
        std::vector<Hash128> draws(entries_.size());
        for (const size_t i : chosen) draws[i] = drawOf(entries_[i], shownName(entries_[i]));
        std::vector<Looked> looks;
        size_t drawn = 0;
        // Looking goes on until some are pictures: a folder of many broken files and few whole ones is of the size of
        // those.
        for (size_t i = 0; i < chosen.size() && (i < kLooks || (looks.size() < kEnoughLooks && i < kMostLooks)); ++i) {
            stopIfAsked();
            if (i == drawn) {
                drawn = std::min(std::max(kLooks, 2 * drawn), chosen.size());
                std::partial_sort(
                    chosen.begin() + static_cast<std::ptrdiff_t>(i),
                    chosen.begin() + static_cast<std::ptrdiff_t>(drawn), chosen.end(), [&](size_t a, size_t b) {
                        return std::pair(draws[a].low, draws[a].high) < std::pair(draws[b].low, draws[b].high);
                    });
            }
            const Entry& entry = entries_[chosen[i]];
            if (entry.file.stamp.bytes == 0) continue;
            try {
                Looked look{chosen[i], readImageHeader(pathOf(entry))};
                if (look.header.format == ImageFormat::Tiff)
                    look.stack = lookAtStack(tiffPictures(pathOf(entry), axes_, true, stop_), axes_, look.header);
                if (look.header.format != ImageFormat::None) looks.push_back(std::move(look));
            } catch (const Error&) {
                continue;  // listed as unreadable when its turn comes
            }
        }
        return looks;
    }

    std::vector<ImageHeader> lookedHeaders() const {
        std::vector<ImageHeader> headers;
        headers.reserve(lookedAt().size());
        for (const Looked& look : lookedAt()) headers.push_back(look.header);
        return headers;
    }

    std::vector<Look> someLooks() const {
        std::vector<Look> looks;
        for (const Looked& look : lookedAt()) looks.push_back(lookOf(look.header));
        return looks;
    }

    const std::stop_token stop_;
    const AxesChoice axes_;
    const Frames frames_;
    std::vector<Base> bases_;
    std::vector<Entry> entries_;
    std::vector<Entry> notes_;                           ///< no pictures, after prepare()
    mutable std::vector<SourceFile::Kind> kinds_;        ///< of entries_; only by the thread that opens
    mutable std::optional<std::vector<Looked>> looked_;  ///< of entries_ in their present order; as kinds_
    PagedFiles pages_;                                   ///< of entries_, after prepare()
    mutable std::vector<Hash128> contents_;  ///< of entries_, after prepare(); each written by the thread that reads it
    std::vector<UnreadableFile> unreadable_;
    SourceFindings findings_;
    std::string titles_;
    bool complete_ = true;
};

}  // namespace

std::unique_ptr<PictureSource> makeFileSource(std::vector<ChosenPath> chosen, const AxesChoice& axes, Frames frames,
                                              std::stop_token stop) {
    return std::make_unique<FileSource>(std::move(chosen), axes, frames, std::move(stop));
}

}  // namespace zscape
