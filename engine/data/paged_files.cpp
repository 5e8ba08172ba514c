#include "engine/data/paged_files.h"

#include "engine/data/file_io.h"
#include "engine/data/source_failed.h"
#include "engine/data/stack_remarks.h"

#include <algorithm>

namespace zscape {

void PagedFiles::lay(const std::vector<Found>& found, const PassMaker& passFor) {
    if (std::none_of(found.begin(), found.end(), [](const Found& file) { return file.several(); })) return;
    for (size_t file = 0; file < found.size(); ++file) {
        const auto& [pictures, frames] = found[file];
        if (!found[file].several()) {
            pages_.push_back({file, 0, {}});
            continue;
        }
        // A file that is one picture is called by its name alone; others by the page of their first channel.
        for (size_t picture = 0; picture < pictures.count(); ++picture)
            pages_.push_back({file, pictures.count() == 1 ? 0 : static_cast<int>(pictures.plan.pageOf(picture, 0)) + 1,
                              pictures.of(picture)});
        if (frames.frames < 2) continue;
        // Where not all are taken one more stands for those, and says so when its turn comes.
        const size_t listed = std::min(frames.taken + 1, frames.frames);
        for (size_t frame = 0; frame < listed; ++frame) pages_.push_back({file, static_cast<int>(frame) + 1, {}});
        animations_.emplace(file, Animation{frames, passFor(file, frames)});
    }
}

bool PagedFiles::isPart(size_t picture) const {
    return !pages_.empty() && (pages_[picture].number > 0 || !pages_[picture].directories.empty());
}

std::pair<size_t, size_t> PagedFiles::picturesOf(size_t file) const {
    if (pages_.empty()) return {file, file + 1};
    const auto [begin, end] = std::equal_range(pages_.begin(), pages_.end(), Page{file, 0, {}},
                                               [](const Page& a, const Page& b) { return a.file < b.file; });
    return {static_cast<size_t>(begin - pages_.begin()), static_cast<size_t>(end - pages_.begin())};
}

std::vector<uint64_t> PagedFiles::firstDirectories(size_t file) const {
    std::vector<uint64_t> directories;
    if (pages_.empty()) return directories;
    const auto [begin, end] = picturesOf(file);
    for (size_t picture = begin; picture < end; ++picture)
        if (!pages_[picture].directories.empty()) directories.push_back(pages_[picture].directories.front());
    return directories;
}

const std::vector<uint64_t>& PagedFiles::directoriesOf(size_t picture) const {
    static const std::vector<uint64_t> none;
    return pages_.empty() ? none : pages_[picture].directories;
}

cv::Mat PagedFiles::read(size_t picture, const std::filesystem::path& name, const Target& target,
                         const std::stop_token& stop, FileFacts& facts, const PageDecoder& decode) const {
    const Page& page = pages_[picture];
    const auto found = animations_.find(page.file);
    const Animation* animation = found == animations_.end() ? nullptr : &found->second;
    const auto index = static_cast<size_t>(page.number) - 1;
    if (animation && index >= animation->size.taken) animation->size.throwTooLarge(name);
    try {
        return animation ? animation->pass->take(index, target, stop, &facts) : decode(page.directories);
    } catch (const SourceFailed&) {
        throw;
    } catch (const Error& error) {
        // Of several pictures that share a file's content none may be kept as unreadable for what is no verdict.
        if (!isAboutContent(error)) throw SourceFailed(error);
        if (page.number == 0) throw;
        throw wrongPicture(error, page.number, animation != nullptr);
    }
}

}  // namespace zscape
