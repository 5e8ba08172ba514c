#include "engine/data/known_files.h"

#include "engine/core/atomic_file.h"
#include "engine/data/content_hash.h"
#include "engine/data/image_header.h"
#include "engine/data/in_parallel.h"

#include <algorithm>
#include <cstring>
#include <mutex>

namespace zscape {

namespace {

struct KnownHeader {
    static constexpr uint64_t kMagic = 0x4e574f4e4b53435aULL;  // "ZCSKNOWN"
    static constexpr uint64_t kVersion = 1;

    uint64_t magic = kMagic;
    uint64_t version = kVersion;
    uint64_t count = 0;
    uint64_t inodesVary = 0;
    uint64_t hashLow = 0, hashHigh = 0;  ///< of the files
};
static_assert(std::is_trivially_copyable_v<KnownHeader> && sizeof(KnownHeader) == 48);

constexpr int64_t kLargestKnown = int64_t{4} << 30;
constexpr size_t kHashesPerReport = 64;

std::span<const uint8_t> bytesOf(const std::vector<KnownFile>& files) {
    return {reinterpret_cast<const uint8_t*>(files.data()), files.size() * sizeof(KnownFile)};
}

uint64_t nameHash(const SourceFile& file) { return Hash128::of(std::to_string(file.base) + '\0' + file.name).low; }

const KnownFile* findKnown(const KnownFiles& known, uint64_t name) {
    const auto found = std::lower_bound(known.files.begin(), known.files.end(), name,
                                        [](const KnownFile& file, uint64_t wanted) { return file.name < wanted; });
    return found != known.files.end() && found->name == name ? &*found : nullptr;
}

bool onlyInodeDiffers(const FileStamp& a, const FileStamp& b) {
    return a.bytes == b.bytes && a.modifiedNanoseconds == b.modifiedNanoseconds &&
           a.changedNanoseconds == b.changedNanoseconds && a.inode != b.inode;
}

constexpr auto kNote = static_cast<uint64_t>(SourceFile::Kind::Note);

}  // namespace

std::optional<KnownFiles> readKnownFiles(const std::filesystem::path& file) {
    std::vector<uint8_t> bytes;
    try {
        bytes = readWhole(file, kLargestKnown);
    } catch (const Error&) {
        return std::nullopt;
    }
    KnownHeader header;
    if (bytes.size() < sizeof header) return std::nullopt;
    std::memcpy(&header, bytes.data(), sizeof header);
    const std::span<const uint8_t> raw = std::span(bytes).subspan(sizeof header);
    if (header.magic != KnownHeader::kMagic || header.version != KnownHeader::kVersion ||
        raw.size() % sizeof(KnownFile) != 0 || header.count != raw.size() / sizeof(KnownFile))
        return std::nullopt;
    if (Hash128::of(raw) != Hash128{header.hashLow, header.hashHigh}) return std::nullopt;
    KnownFiles known;
    known.inodesVary = header.inodesVary != 0;
    known.files.resize(header.count);
    if (!raw.empty()) std::memcpy(known.files.data(), raw.data(), raw.size());
    return known;
}

void writeKnownFiles(const std::filesystem::path& file, const KnownFiles& known) {
    const std::span<const uint8_t> raw = bytesOf(known.files);
    const Hash128 hash = Hash128::of(raw);
    KnownHeader header;
    header.count = known.files.size();
    header.inodesVary = known.inodesVary ? 1 : 0;
    header.hashLow = hash.low;
    header.hashHigh = hash.high;
    AtomicFile out(file);
    out.write(std::span(reinterpret_cast<const uint8_t*>(&header), sizeof header));
    out.write(raw);
    out.commit();
}

FileCheck::FileCheck(const PictureSource& source, int64_t lookedAt, int threads, const ProgressSink& progress,
                     std::stop_token stop)
    : source_(source),
      lookedAt_(lookedAt),
      threads_(threads),
      progress_(progress),
      stop_(std::move(stop)),
      files_(source.files()) {
    names_.reserve(files_.size());
    for (const SourceFile& file : files_) names_.push_back(nameHash(file));
}

Hash128 FileCheck::contentOf(size_t file) const {
    try {
        return contentHash(source_.pathOfFile(file), stop_);
    } catch (const Error&) {
        return {};
    }
}

/// Files whose names say nothing are pictures or notes by their first bytes; what `known` says of one that was not
/// touched is believed.
bool FileCheck::settleKinds(const KnownFiles& known) {
    std::vector<size_t> unsure;
    for (size_t i = 0; i < files_.size(); ++i) {
        if (files_[i].kind != SourceFile::Kind::Unsure) continue;
        const KnownFile* before = findKnown(known, names_[i]);
        if (before && before->stamp == files_[i].stamp) files_[i].kind = static_cast<SourceFile::Kind>(before->kind);
        else unsure.push_back(i);
    }
    inParallel(unsure.size(), threads_, [&](size_t at) {
        if (stop_.stop_requested()) throw Cancelled();
        files_[unsure[at]].kind =
            mayBePicture(source_.pathOfFile(unsure[at])) ? SourceFile::Kind::Picture : SourceFile::Kind::Note;
        return true;
    });
    const auto pictures = [](const auto& files) {
        return std::count_if(files.begin(), files.end(),
                             [](const auto& file) { return static_cast<uint64_t>(file.kind) != kNote; });
    };
    return pictures(files_) == pictures(known.files);
}

bool FileCheck::contentsAgree(const std::vector<size_t>& suspects, const std::vector<const KnownFile*>& known) {
    std::atomic<bool> agree{true};
    std::atomic<size_t> done{0};
    std::mutex reporting;
    inParallel(suspects.size(), threads_, [&](size_t at) {
        const size_t file = suspects[at];
        if (files_[file].content.isZero()) files_[file].content = contentOf(file);
        if (files_[file].content != known[file]->content) agree = false;
        const size_t count = ++done;
        if (progress_ && (count % kHashesPerReport == 0 || count == suspects.size())) {
            const std::lock_guard lock(reporting);
            progress_({"Checking images", static_cast<int64_t>(count), static_cast<int64_t>(suspects.size()), -1});
        }
        return agree.load();
    });
    return agree;
}

std::optional<KnownFiles> FileCheck::compare(const KnownFiles& known) {
    if (!settleKinds(known)) return std::nullopt;
    std::vector<const KnownFile*> before(files_.size());
    std::vector<size_t> suspects, spared;
    for (size_t i = 0; i < files_.size(); ++i) {
        if (files_[i].kind == SourceFile::Kind::Note) continue;
        before[i] = findKnown(known, names_[i]);
        if (!before[i] || before[i]->kind != static_cast<uint64_t>(files_[i].kind) ||
            before[i]->stamp.bytes != files_[i].stamp.bytes)
            return std::nullopt;
        if (files_[i].kind == SourceFile::Kind::Refused) continue;  // by its name alone
        // A file that could not be read is tried again: its disk may be mended.
        const bool wasRead = !before[i]->content.isZero();
        if (wasRead && before[i]->stamp == files_[i].stamp) continue;
        if (wasRead && known.inodesVary && onlyInodeDiffers(before[i]->stamp, files_[i].stamp)) spared.push_back(i);
        else suspects.push_back(i);
    }
    const bool all = spared.empty();
    const auto inodesAlone = static_cast<size_t>(std::count_if(suspects.begin(), suspects.end(), [&](size_t i) {
        return onlyInodeDiffers(before[i]->stamp, files_[i].stamp);
    }));
    // Evenly among them, from another one each time.
    const size_t stride = spared.size() / kSpotChecks + 1;
    for (size_t i = static_cast<size_t>(lookedAt_ / 1000) % stride; i < spared.size(); i += stride)
        suspects.push_back(spared[i]);
    if (!contentsAgree(suspects, before)) return std::nullopt;

    KnownFiles result;
    const auto many = static_cast<size_t>(
        std::count_if(before.begin(), before.end(), [](const KnownFile* file) { return file != nullptr; }));
    result.inodesVary = known.inodesVary || (all && inodesAlone > 0 && 2 * inodesAlone > many);
    for (size_t i = 0; i < files_.size(); ++i) {
        KnownFile file = knownOf(i);
        if (before[i]) file.content = before[i]->content;
        result.files.push_back(file);
    }
    std::sort(result.files.begin(), result.files.end(),
              [](const KnownFile& a, const KnownFile& b) { return a.name < b.name; });
    return result;
}

KnownFile FileCheck::knownOf(size_t file) const {
    KnownFile known{names_[file], files_[file].stamp, files_[file].content, static_cast<uint64_t>(files_[file].kind)};
    // No stamp of a later look is equal to it: the content decides then.
    if (known.stamp.changedNanoseconds > lookedAt_ - kTooYoung) known.stamp.changedNanoseconds = -1;
    return known;
}

KnownFiles FileCheck::now() const {
    KnownFiles result;
    for (size_t i = 0; i < files_.size(); ++i) result.files.push_back(knownOf(i));
    std::sort(result.files.begin(), result.files.end(),
              [](const KnownFile& a, const KnownFile& b) { return a.name < b.name; });
    return result;
}

}  // namespace zscape
