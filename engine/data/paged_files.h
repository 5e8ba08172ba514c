#pragma once

#include "engine/data/animation.h"
#include "engine/data/decode.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <opencv2/core/mat.hpp>
#include <stop_token>
#include <utility>
#include <vector>

namespace zscape {

/// The pictures of files of which some hold several: pages of a TIFF, or so many as are the channels of one picture,
/// and frames of an animation. Files are known by their numbers, pictures by their place among those of all files.
class PagedFiles {
public:
    /// What is in one file.
    struct Found {
        TiffFile::Pictures pictures;
        AnimationSize frames;
        bool several() const { return pictures.pages.size() > 1 || frames.frames > 1; }
    };
    using PassMaker = std::function<std::unique_ptr<AnimationPass>(size_t file, const AnimationSize& frames)>;
    using PageDecoder = std::function<cv::Mat(const std::vector<uint64_t>& directories)>;

    /// \param found of each file; where none has several each file stays one picture
    void lay(const std::vector<Found>& found, const PassMaker& passFor);

    /// Whether each file is one picture: so it is until they are laid.
    bool areWhole() const { return pages_.empty(); }
    size_t pictures(size_t files) const { return pages_.empty() ? files : pages_.size(); }
    size_t fileOf(size_t picture) const { return pages_.empty() ? picture : pages_[picture].file; }
    /// Of a page or a frame, from 1 on; 0: its file has no other picture.
    int numberOf(size_t picture) const { return pages_.empty() ? 0 : pages_[picture].number; }
    /// Whether read() reads it; else its file is read as a whole.
    bool isPart(size_t picture) const;
    /// The pictures of a file, from the first to behind the last.
    std::pair<size_t, size_t> picturesOf(size_t file) const;
    /// Of the first page of each of a file's pictures; empty where these are no pages.
    std::vector<uint64_t> firstDirectories(size_t file) const;
    /// The pages of a picture of a TIFF with several; else empty.
    const std::vector<uint64_t>& directoriesOf(size_t picture) const;

    /// A picture that is a part of its file. \param decode reads pages of a TIFF by their directories
    /// \throws Error as decodeFile(), which says which page or frame it is of, SourceFailed for what says nothing about it,
    /// Cancelled
    cv::Mat read(size_t picture, const std::filesystem::path& name, const Target& target, const std::stop_token& stop,
                 FileFacts& facts, const PageDecoder& decode) const;

private:
    struct Page {
        size_t file = 0;
        int number = 0;
        /// Of a TIFF's page, or of that of each channel; empty: it is a frame, or read as a whole.
        std::vector<uint64_t> directories;
    };
    struct Animation {
        AnimationSize size;
        std::unique_ptr<AnimationPass> pass;
    };
    std::vector<Page> pages_;                 ///< by their files; empty: each file is one
    std::map<size_t, Animation> animations_;  ///< by their files
};

}  // namespace zscape
