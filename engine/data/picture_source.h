#pragma once

#include "engine/data/decode.h"
#include "engine/data/hash128.h"
#include "engine/data/import.h"

#include <atomic>
#include <memory>
#include <opencv2/core/mat.hpp>
#include <stop_token>
#include <string>
#include <vector>

namespace zscape {

/// What each reading thread keeps for itself between pictures.
struct Scratch {
    std::vector<uint8_t> bytes;
    std::stop_token stop;
};

/// A folder, and what is shown before the names of what lies in it.
struct Base {
    std::string path;    ///< bytes, absolute
    std::string prefix;  ///< "cats/" where several folders make one set, else empty
};

/// Where pictures come from: files, arrays, a generator. `read` is called from many threads at once.
class PictureSource {
public:
    virtual ~PictureSource() = default;

    /// How many may be read. Some of them may turn out to be no images.
    virtual int64_t candidates() const = 0;
    /// What makes these pictures these: names, sizes, times. Without the import settings.
    virtual Hash128 identity() const = 0;
    /// Fills in what the person left to a guess (size 0, channels 0, guessFit).
    virtual Target targetFor(const ImportSettings& settings) const = 0;

    /// What a quick look tells: kind, count, guesses, labels. Asked before prepare().
    virtual SourceSummary summary() const = 0;

    /// Called once before the first read, not for a set that lies in the cache: sorts, inflates.
    virtual void prepare(std::stop_token stop) = 0;
    /// \returns 8-bit, target.size square, target.channels deep; an empty matrix for something that is no image and was not said to be one
    /// \throws Error for a picture that cannot be read, SourceFailed where none after it can be, Cancelled when scratch.stop is asked
    virtual cv::Mat read(int64_t candidate, const Target& target, Scratch& scratch) const = 0;

    /// The rest is asked after prepare().
    /// The bytes after the base's path for files ("cats/1.png"); "train 17" for arrays.
    virtual std::string nameOf(int64_t candidate) const = 0;
    /// Folders that files' names are relative to.
    virtual std::vector<Base> bases() const { return {}; }
    /// Index into bases(); -1 for pictures that have no file of their own.
    virtual int baseOf(int64_t) const { return -1; }
    virtual int labelOf(int64_t) const { return -1; }
    virtual std::vector<std::string> labelNames() const { return {}; }
    /// Whether a label without images is left out.
    virtual bool dropsEmptyLabels() const { return false; }
    virtual std::vector<std::string> factorNames() const { return {}; }
    virtual float factor(int64_t, int) const { return 0; }
    /// The first candidate that the data's own split holds out; candidates() when it has none.
    virtual int64_t ownHeldOutBegin() const { return candidates(); }
    /// What was found while looking that cannot be read at all: folders without permission, links to nowhere.
    virtual std::vector<UnreadableFile> unreadable() const { return {}; }
    /// For the sentence when nothing is left.
    virtual std::string title() const = 0;
};

/// Finds out what the request's sources are and looks at all of them (names and sizes, no pixels). Looks at no more
/// than `limit` files (below 0: at all), which is only good for a summary.
/// \throws Error for what cannot be opened, Cancelled
std::unique_ptr<PictureSource> openSources(const ImportRequest& request, int64_t limit, const ProgressSink& progress, std::stop_token stop);

/// A source's absolute path without "." and "..", and without a slash at its end.
std::string absolutePath(const std::string& source);

}  // namespace zscape
