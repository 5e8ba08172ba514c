#include "engine/data/file_source.h"

#include "engine/core/composite.h"
#include "engine/core/paths.h"
#include "engine/data/animation.h"
#include "engine/data/content_hash.h"
#include "engine/data/file_looks.h"
#include "engine/data/guess.h"
#include "engine/data/in_parallel.h"
#include "engine/data/natural_order.h"
#include "engine/data/no_picture.h"
#include "engine/data/paged_files.h"
#include "engine/data/source_failed.h"
#include "engine/data/stack_remarks.h"
#include "engine/data/tiff_rows.h"
#include "engine/data/picture_sizes.h"

#include <algorithm>
#include <mutex>
#include <optional>

namespace zscape {

namespace fs = std::filesystem;

namespace {

class FileSource final : public PictureSource {
public:
    FileSource(ChosenFiles chosen, const AxesChoice& axes, Frames frames, std::stop_token stop)
        : stop_(std::move(stop)),
          axes_(axes),
          frames_(frames),
          chosen_(std::move(chosen)) {
        for (const FileEntry& entry : chosen_.entries) kinds_.push_back(kindOf(entry));
    }

    int64_t candidates() const override { return static_cast<int64_t>(pages_.pictures(chosen_.entries.size())); }

    int64_t pictures() const override {
        int64_t empty = 0;
        for (const FileEntry& entry : chosen_.entries)
            empty += kindOf(entry) == SourceFile::Kind::Refused || entry.file.stamp.bytes == 0 ? 1 : 0;
        return candidates() - empty;
    }

    Hash128 identity() const override {
        settleWhereNoNameSays();
        const bool named = std::any_of(chosen_.entries.begin(), chosen_.entries.end(), [](const FileEntry& entry) {
            return kindOf(entry) != SourceFile::Kind::Unsure;
        });
        Hash128 sum = Hash128::of("files");
        for (size_t i = 0; i < chosen_.entries.size(); ++i) {
            const SourceFile::Kind kind = named ? kindOf(chosen_.entries[i]) : kinds_[i];
            if (kind == SourceFile::Kind::Picture || kind == SourceFile::Kind::Refused)
                sum.add(chosen_.drawOf(chosen_.entries[i]));
        }
        for (size_t i = 0; i < chosen_.bases.size(); ++i)
            sum.add(Hash128::of("base " + std::to_string(i) + '\0' + chosen_.bases[i].prefix));
        return sum;
    }

    bool namesWebP() const override {
        return std::any_of(chosen_.entries.begin(), chosen_.entries.end(),
                           [](const FileEntry& entry) { return isWebPName(entry.file.name); });
    }

    std::vector<SourceFile> files() const override {
        std::vector<SourceFile> files;
        files.reserve(chosen_.entries.size() + notes_.size());
        for (size_t i = 0; i < chosen_.entries.size(); ++i) {
            SourceFile file{chosen_.shownName(chosen_.entries[i]),
                            chosen_.entries[i].base,
                            kinds_[i],
                            chosen_.entries[i].file.stamp,
                            {}};
            if (i < contents_.size()) file.content = contents_[i];
            files.push_back(std::move(file));
        }
        for (const FileEntry& note : notes_)
            files.push_back({chosen_.shownName(note), note.base, SourceFile::Kind::Note, note.file.stamp, {}});
        return files;
    }

    fs::path pathOfFile(size_t index) const override {
        return chosen_.pathOf(index < chosen_.entries.size() ? chosen_.entries[index]
                                                             : notes_[index - chosen_.entries.size()]);
    }

    Hash128 contents(const std::vector<int64_t>& kept) const override {
        Hash128 sum = Hash128::of("files");
        for (const int64_t candidate : kept) {
            const size_t i = indexOf(candidate);
            const int page = pageOf(candidate);
            sum.add(Hash128::of(chosen_.shownName(chosen_.entries[i]) + '\0' + contents_[i].hex() +
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
        for (const FileLook& look : lookedAt()) numbers = together(numbers, numbersOf(look.header));
        return numbers;
    }

    ValueSample sampleValues(const Target& target, const ImportOptions& options, SampleFor purpose) const override {
        const std::vector<FileLook>& looked = lookedAt();
        const SamplePlan plan = planSample(lookedHeaders(), purpose);
        // Three may be colours: then all are read by one range.
        const bool byChannels = isComposite(target.channels) || channelsOfMost(someLooks()) > 0;
        ValueSample sample;
        if (plan.partial) sample.setPartial();
        std::mutex adding;  // of `sample`
        inParallel(plan.chosen.size(), options.threads, [&](size_t i) {
            stopIfAsked();
            const FileLook& look = looked[plan.chosen[i]];
            std::vector<uint8_t> scratch;
            try {
                visitValues(chosen_.pathOf(chosen_.entries[look.entry]), target, scratch, stop_,
                            [&](FileValues values) {
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
        const std::vector<FileLook>& looked = lookedAt();
        const std::vector<size_t> chosen = transparentAmong(lookedHeaders());
        BackgroundGuess guess;
        std::mutex adding;  // to `guess`
        inParallel(chosen.size(), options.threads, [&](size_t i) {
            const fs::path file = chosen_.pathOf(chosen_.entries[looked[chosen[i]].entry]);
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
        for (const FileEntry& entry : chosen_.entries) {
            stopIfAsked();
            if (kindOfName(entry.file.name) != NameKind::Unknown ||
                (entry.byItself && readImageHeader(chosen_.pathOf(entry)).format != ImageFormat::None))
                names.push_back(chosen_.shownName(entry));
        }
        // Files whose names say nothing are only counted where there are no others: reading all of them takes long.
        const std::vector<Look> looks = someLooks();
        if (names.empty() && !looks.empty())
            for (const FileEntry& entry : chosen_.entries) names.push_back(chosen_.shownName(entry));
        return summaryOf(names, looks, chosen_.complete);
    }

    void prepare(std::stop_token stop) override {
        dropNotes(stop);
        looked_.reset();
        std::vector<std::pair<std::string, size_t>> order;
        order.reserve(chosen_.entries.size());
        for (size_t i = 0; i < chosen_.entries.size(); ++i)
            order.emplace_back(chosen_.shownName(chosen_.entries[i]), i);
        std::sort(order.begin(), order.end(),
                  [](const auto& a, const auto& b) { return naturalLess(a.first, b.first); });
        std::vector<FileEntry> sorted;
        sorted.reserve(order.size());
        for (const auto& [name, index] : order) sorted.push_back(std::move(chosen_.entries[index]));
        chosen_.entries = std::move(sorted);
        kinds_.clear();
        for (const FileEntry& entry : chosen_.entries)
            kinds_.push_back(kindOf(entry) == SourceFile::Kind::Refused ? SourceFile::Kind::Refused
                                                                        : SourceFile::Kind::Picture);
        contents_.assign(chosen_.entries.size(), {});
        findPages(stop);
    }

    std::vector<cv::Size> sizes(const Target& target, const std::stop_token& stop) const override {
        std::vector<cv::Size> sizes(static_cast<size_t>(candidates()));
        inParallel(chosen_.entries.size(), 0, [&](size_t i) {
            if (stop.stop_requested()) throw Cancelled();
            const FileEntry& entry = chosen_.entries[i];
            if (kindOf(entry) == SourceFile::Kind::Refused) return true;
            const auto [begin, end] = pages_.picturesOf(i);
            const std::vector<uint64_t> directories = pages_.firstDirectories(i);
            const std::vector<SizeToCut> own =
                directories.empty() ? std::vector<SizeToCut>(end - begin, sizeToCut(chosen_.pathOf(entry), target))
                                    : pageSizesToCut(chosen_.pathOf(entry), directories, target, stop);
            std::transform(own.begin(), own.end(), sizes.begin() + static_cast<std::ptrdiff_t>(begin),
                           [](const SizeToCut& cut) { return cut.size; });
            return true;
        });
        return sizes;
    }

    cv::Mat read(int64_t candidate, const Target& target, Scratch& scratch) const override {
        const FileEntry& entry = chosen_.entries[indexOf(candidate)];
        const fs::path file = chosen_.pathOf(entry);
        const NameKind kind = kindOfName(entry.file.name);
        if (kind == NameKind::Unsupported) throw formatNotRead(file);
        if (pages_.isPart(static_cast<size_t>(candidate))) {
            FileFacts facts;
            cv::Mat picture =
                pages_.read(static_cast<size_t>(candidate), file, target, scratch.stop, facts,
                            [&](const std::vector<uint64_t>& directories) {
                                return decodePages(file, directories, target, scratch.stop, &facts, scratch.rowsTold());
                            });
            scratch.facts = std::move(facts);
            return picture;
        }
        Hash128& content = contents_[indexOf(candidate)];  // of this candidate alone: no other thread comes to it
        cv::Mat picture;
        FileFacts facts;
        try {
            picture = decodeFile(file, target, scratch.bytes, scratch.stop, &facts, scratch.rowsTold());
            content = facts.content;
        } catch (const Error& error) {
            content = facts.content;
            // What says nothing about the content is no verdict to be kept: an unknown content is tried again the next
            // time.
            if (!isAboutContent(error)) content = {};
            else if (content.isZero()) content = contentIfReadable(file, scratch.stop);
            throw;
        }
        scratch.facts = std::move(facts);
        if (picture.empty()) content = contentIfReadable(file, scratch.stop);
        if (picture.empty() && (kind == NameKind::Readable || entry.byItself)) throw noPicture(file);
        return picture;
    }

    std::unique_ptr<RowsOfPicture> rowsOf(int64_t candidate, const Target& target,
                                          const std::stop_token& stop) const override {
        const size_t file = indexOf(candidate);
        const fs::path path = chosen_.pathOf(chosen_.entries[file]);
        const auto picture = static_cast<size_t>(candidate);
        std::vector<uint64_t> directories = pages_.directoriesOf(picture);
        auto rows = tiffRows(path, std::move(directories), target, pages_.numberOf(picture), stop);
        // Of a file with several pages it is known already.
        if (rows && contents_[file].isZero()) contents_[file] = contentIfReadable(path, stop);
        return rows;
    }

    std::string nameOf(int64_t candidate) const override { return chosen_.entries[indexOf(candidate)].file.name; }
    int pageOf(int64_t candidate) const override { return pages_.numberOf(static_cast<size_t>(candidate)); }
    std::vector<Base> bases() const override { return chosen_.bases; }
    int baseOf(int64_t candidate) const override { return chosen_.entries[indexOf(candidate)].base; }
    SourceFindings findings() const override {
        SourceFindings findings = chosen_.findings;
        if (std::any_of(chosen_.entries.begin(), chosen_.entries.end(),
                        [](const FileEntry& entry) { return isTiffName(entry.file.name); }))
            addStacks(lookedStacks(), findings);
        return findings;
    }
    std::vector<UnreadableFile> unreadable() const override { return chosen_.unreadable; }
    std::string title() const override { return chosen_.titles; }

private:
    /// Of a candidate: its file among chosen_.entries.
    size_t indexOf(int64_t candidate) const { return pages_.fileOf(static_cast<size_t>(candidate)); }

    std::vector<NamedStack> lookedStacks() const {
        std::vector<NamedStack> stacks;
        for (const FileLook& look : lookedAt())
            stacks.push_back({displayName(chosen_.shownName(chosen_.entries[look.entry])), look.stack});
        return stacks;
    }

    /// Each page of a TIFF is a candidate, or so many as are channels of one picture, by the file's name: what is
    /// called otherwise is one picture. So is each frame of an animation where all are asked for.
    void findPages(const std::stop_token& stop) {
        std::vector<PagedFiles::Found> found(chosen_.entries.size());
        inParallel(chosen_.entries.size(), 0, [&](size_t i) {
            if (stop.stop_requested()) throw Cancelled();
            const fs::path path = chosen_.pathOf(chosen_.entries[i]);
            try {
                if (isTiffName(chosen_.entries[i].file.name)) found[i].pictures = tiffPictures(path, axes_, stop);
                else if (frames_ == Frames::All) found[i].frames = animationSize(path);
            } catch (const Error&) {
                found[i] = {};  // listed as unreadable when its turn comes
            }
            return true;
        });
        for (size_t i = 0; i < found.size(); ++i)
            if (found[i].several()) contents_[i] = contentIfReadable(chosen_.pathOf(chosen_.entries[i]), stop);
        pages_.lay(found, [&](size_t file, const AnimationSize& frames) {
            return std::make_unique<AnimationPass>(chosen_.pathOf(chosen_.entries[file]), frames.taken);
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
                kinds_[i] = mayBePicture(chosen_.pathOf(chosen_.entries[i])) ? SourceFile::Kind::Picture
                                                                             : SourceFile::Kind::Note;
            return true;
        });
    }

    /// What is no picture is no candidate: no room is asked for it.
    void dropNotes(const std::stop_token& stop) {
        inParallel(kinds_.size(), 0, [&](size_t i) {
            if (stop.stop_requested()) throw Cancelled();
            if (kinds_[i] == SourceFile::Kind::Unsure)
                kinds_[i] = mayBePicture(chosen_.pathOf(chosen_.entries[i])) ? SourceFile::Kind::Picture
                                                                             : SourceFile::Kind::Note;
            return true;
        });
        std::vector<FileEntry> pictures;
        for (size_t i = 0; i < chosen_.entries.size(); ++i)
            (kinds_[i] == SourceFile::Kind::Note ? notes_ : pictures).push_back(std::move(chosen_.entries[i]));
        chosen_.entries = std::move(pictures);
    }

    static Hash128 contentIfReadable(const fs::path& file, const std::stop_token& stop) {
        try {
            return contentHash(file, stop);
        } catch (const Error&) {
            return {};
        }
    }

    const std::vector<FileLook>& lookedAt() const {
        if (!looked_) looked_ = lookAtFiles(chosen_, kinds_, axes_, stop_);
        return *looked_;
    }

    std::vector<ImageHeader> lookedHeaders() const {
        std::vector<ImageHeader> headers;
        headers.reserve(lookedAt().size());
        for (const FileLook& look : lookedAt()) headers.push_back(look.header);
        return headers;
    }

    std::vector<Look> someLooks() const {
        std::vector<Look> looks;
        for (const FileLook& look : lookedAt()) looks.push_back(lookOf(look.header));
        return looks;
    }

    const std::stop_token stop_;
    const AxesChoice axes_;
    const Frames frames_;
    ChosenFiles chosen_;
    std::vector<FileEntry> notes_;                         ///< no pictures, after prepare()
    mutable std::vector<SourceFile::Kind> kinds_;          ///< of the entries; only by the thread that opens
    mutable std::optional<std::vector<FileLook>> looked_;  ///< of the entries in their present order; as kinds_
    PagedFiles pages_;                                     ///< of the entries, after prepare()
    mutable std::vector<Hash128>
        contents_;  ///< of the entries, after prepare(); each written by the thread that reads it
};

}  // namespace

std::unique_ptr<PictureSource> makeFileSource(std::vector<ChosenPath> chosen, const AxesChoice& axes, Frames frames,
                                              std::stop_token stop) {
    return std::make_unique<FileSource>(ChosenFiles(std::move(chosen)), axes, frames, std::move(stop));
}

}  // namespace zscape
