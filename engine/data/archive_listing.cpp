#include "engine/data/archive_listing.h"

#include "engine/core/paths.h"
#include "engine/data/folder_levels.h"
#include "engine/data/folder_names.h"
#include "engine/data/unpacked_arrays.h"

#include <algorithm>
#include <span>

namespace zscape {

namespace fs = std::filesystem;

namespace {

constexpr int64_t kMostFiles = 5'000'000;
/// Files whose headers are looked at for the guess, and how much of each.
constexpr size_t kHeadersLookedAt = 64;
constexpr size_t kHeaderBytes = 256 << 10;
/// Of a TIFF all is looked at: what it says of its pages may be at its end.
constexpr size_t kWholeTiffBytes = 256 << 20;

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

/// Appends what comes next to `bytes`, until there are so many or no more.
void readUpTo(ForwardStream& stream, std::vector<uint8_t>& bytes, size_t most) {
    constexpr size_t kStep = 1 << 20;
    while (bytes.size() < most) {
        const size_t have = bytes.size(), step = std::min(kStep, most - have);
        bytes.resize(have + step);
        const size_t got = stream.read(std::span(bytes).subspan(have));
        bytes.resize(have + got);
        if (got < step) return;
    }
}

}  // namespace

std::string stemOfArchive(const fs::path& archive) {
    const std::string name = archive.filename().string();
    return name.substr(0, name.find('.', 1));
}

std::string plainMemberName(std::string_view name) {
    while (name.starts_with('/') || name.starts_with("./")) name.remove_prefix(name[0] == '/' ? 1 : 2);
    return std::string(name);
}

ArchiveListing::ArchiveListing(const std::vector<fs::path>& archives, const AxesChoice& axes, int64_t limit,
                               const ProgressSink& progress, std::stop_token stop)
    : archives_(archives),
      axes_(axes),
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

/// What lies before a damaged place is not lost with it.
void ArchiveListing::listAsFarAsItGoes(size_t archive) {
    const size_t before = files.size() + unnamed_.size();
    try {
        list(archive);
    } catch (const Error& error) {
        if (error.code() != "archive.damaged" || files.size() + unnamed_.size() == before) throw;
        unreadable.push_back({archives_[archive], Error("archive.cut",
                                                        "%1 is damaged behind its first %2 files (%3): what lies there "
                                                        "is not in the set. Copy or "
                                                        "download it again.",
                                                        {displayName(archives_[archive]),
                                                         std::to_string(files.size() + unnamed_.size() - before),
                                                         error.info().arguments.at(1)})
                                                      .info()});
    }
}

void ArchiveListing::list(size_t archive) {
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

void ArchiveListing::take(ArchivedFile file, ForwardStream& bytes) {
    const std::string name = plainMemberName(file.name);
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
            readUpTo(bytes, start, kFormatReach);
            if (formatOf(start) == ImageFormat::None) {
                noteNumbers(name, start);
                return;
            }
        }
        if (kind != NameKind::Unsupported)
            look(file, bytes, std::move(start), kind == NameKind::Unknown ? unnamedLooks_ : looks, into.size());
    } catch (const Error& error) {
        if (error.code() != "archive.damaged") throw;  // told when its turn comes
    }
    into.push_back(std::move(file));
}

void ArchiveListing::noteNumbers(const std::string& name, const std::vector<uint8_t>& start) {
    constexpr std::string_view kNumpy = "\x93NUMPY";
    const std::string_view bytes(reinterpret_cast<const char*>(start.data()), start.size());
    if (bytes.starts_with(kNumpy) && name.ends_with(".npy")) {
        hasNpy = true;
        return;
    }
    const bool isNumbers = beginsLikeAnArray(start) || isNamedLikeAnArray(name);
    if (isNumbers && otherNumbers.empty()) otherNumbers = name;
}

void ArchiveListing::look(const ArchivedFile& file, ForwardStream& bytes, std::vector<uint8_t> start,
                          std::vector<ArchivedLook>& among, size_t index) const {
    ArchivedLook looked{Hash128::of(file.name + '\0' + std::to_string(file.bytes)), index, {}, {}};
    if (among.size() >= kHeadersLookedAt && !(looked < among.front())) return;
    readUpTo(bytes, start, kHeaderBytes);
    const bool isTiff = formatOf(start) == ImageFormat::Tiff;
    if (isTiff) readUpTo(bytes, start, kWholeTiffBytes);
    try {
        looked.header = readImageHeader(readerOf(start), file.name);
        if (isTiff) {
            TiffFile tiff(readerOf(start), std::ssize(start), file.name);
            looked.stack = lookAtStack(tiff, axes_, looked.header, stop_);
        }
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

void ArchiveListing::leaveAside() {
    std::vector<std::string> names;
    names.reserve(files.size());
    for (const ArchivedFile& file : files)
        names.push_back((archives_.size() > 1 ? stemOfArchive(archives_[file.archive]) + "/" : "") +
                        plainMemberName(file.name));
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
    std::erase_if(looks, [&](const ArchivedLook& looked) { return left[looked.file]; });
    for (ArchivedLook& looked : looks) looked.file = newIndex[looked.file];
    std::sort(looks.begin(), looks.end());
}

void ArchiveListing::report() {
    if (stop_.stop_requested()) throw Cancelled();
    const auto now = std::chrono::steady_clock::now();
    if (!progress_ || now - reported_ < std::chrono::milliseconds(50)) return;
    reported_ = now;
    progress_({"Looking for images", std::ssize(files), 0, -1});
}

}  // namespace zscape
