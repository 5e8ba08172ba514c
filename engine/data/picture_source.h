#pragma once

#include "engine/data/background_guess.h"
#include "engine/data/decode.h"
#include "engine/data/file_io.h"
#include "engine/data/hash128.h"
#include "engine/data/image_tables.h"
#include "engine/data/import.h"
#include "engine/data/named_channels.h"

#include <atomic>
#include <functional>
#include <memory>
#include <opencv2/core/mat.hpp>
#include <opencv2/core/types.hpp>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace zscape {

/// What each reading thread keeps for itself between pictures.
struct Scratch {
    /// Pictures that were read together with the one that was asked for.
    struct Neighbours {
        const void* of = nullptr;  ///< what they belong to; null: there are none
        int64_t begin = 0, end = 0;
        std::vector<uint8_t> bytes;
    };
    std::vector<uint8_t> bytes;
    std::stop_token stop;
    Neighbours neighbours;
    FileFacts facts;  ///< of the last picture read
    /// Told by a source which part it has read of the candidate that was asked for, 0 to 1, where that takes long. May
    /// be empty.
    std::function<void(double part)> told;
    /// Told by a source how much more it has read of candidates that were not asked for yet, in their number; below 0
    /// when one of these is handed over. From any thread. May be empty.
    std::function<void(double more)> ahead;

    /// `told` of a picture that is read by rows; empty as that is.
    RowsRead rowsTold() const {
        if (!told) return {};
        return [this](int64_t rows, int64_t of) { told(static_cast<double>(rows) / static_cast<double>(of)); };
    }
};

/// A picture at the scale of Fit::Tiles that is not held as a whole. From several threads at once.
class RowsOfPicture {
public:
    virtual ~RowsOfPicture() = default;
    /// So many rows from `first` on, as PictureSource::read() gives them.
    /// \throws as PictureSource::read()
    virtual cv::Mat read(int first, int count, const std::stop_token& stop, FileFacts& facts) const = 0;
};

/// A folder, and what is shown before the names of what lies in it.
struct Base {
    std::string path;    ///< bytes, absolute
    std::string prefix;  ///< "cats/" where several folders make one set, else empty
};

/// What looking for pictures found besides them.
struct SourceFindings {
    int64_t hidden = 0;  ///< as in ImportReport
    int64_t aside = 0;
    TablePlaces tables;
    std::vector<ErrorInfo> remarks;  ///< sentences for the report
    FileNumbers numbers;             ///< PictureSource::numbers()
    std::optional<ImportReport::Values> values;
    bool backgroundGuessed = false;
    std::optional<Frames> frames;          ///< that were asked for
    std::optional<std::string> arrayAxes;  ///< that were asked for
    std::optional<ArrayReadings> array;
    std::vector<NamedChannel> channels;  ///< of each picture, as some of the files say; empty where none does
    std::optional<SetChoice> sets;       ///< ImportReport::sets
};

/// What people read of a picture: its name behind its base's prefix, its page or frame where there are several, and its
/// place where it is a tile.
std::string shownName(const std::string& prefixedName, int page, const ImagePlace& place);

/// A file that pictures are read from, as it lies on the disk.
struct SourceFile {
    /// Refused: by its name a picture of a format that is not read. Note: no picture. Unsure: its name says nothing,
    /// and nobody has looked yet.
    enum class Kind : uint8_t { Picture, Refused, Note, Unsure };
    std::string name;  ///< as the set shows it: the same wherever the set lies
    int base = 0;
    Kind kind = Kind::Picture;
    FileStamp stamp;
    Hash128 content;  ///< zero: not read yet, or it cannot be
};

/// Where pictures come from: files, arrays, a generator. `read` is called from many threads at once.
class PictureSource {
public:
    virtual ~PictureSource() = default;

    /// How many may be read. Some of them may turn out to be no images.
    virtual int64_t candidates() const = 0;
    /// How many of them may be pictures, at most: room is made for so many.
    virtual int64_t pictures() const { return candidates(); }
    /// What the cache looks for them by: names and sizes, not where they lie, without the import settings. Notes beside
    /// them are not in it.
    virtual Hash128 identity() const = 0;
    /// Whether any file is called a WebP: of these, animated ones have not always been read.
    virtual bool namesWebP() const { return false; }
    /// What is read, so that the cache can tell whether it is the same as before. None for what comes with Zscape or is
    /// generated.
    virtual std::vector<SourceFile> files() const { return {}; }
    virtual std::filesystem::path pathOfFile(size_t) const { return {}; }
    /// What makes these pictures these, wherever they lie: names and contents. Asked when all are read.
    virtual Hash128 contents(const std::vector<int64_t>& kept) const = 0;
    /// Fills in what the person left to a guess (size 0, channels 0, guessFit), but for the range of values, which is
    /// Full where it is Auto, and the background, which is white.
    virtual Target targetFor(const ImportSettings& settings) const = 0;
    /// What the numbers of the pictures are, by the headers of some files or by arrays' types; Unknown where none can
    /// be looked at. Asked before prepare().
    virtual FileNumbers numbers() const = 0;
    /// Numbers of some pictures, always the same ones for each purpose. Decodes them.
    /// \param target says of how many channels they are; its range is not looked at
    virtual ValueSample sampleValues(const Target& target, const ImportOptions& options, SampleFor purpose) const = 0;

    /// Some of the pictures that may be transparent, always the same ones, as `target` says but for its background.
    /// Decodes each twice; nothing where there are none. Asked before prepare().
    virtual BackgroundGuess guessBackground(const ImportOptions&, const Target&) const { return {}; }

    /// What a quick look tells: kind, count, guesses, labels. Asked before prepare().
    virtual SourceSummary summary() const = 0;

    /// Called once before the first read, not for a set that lies in the cache: sorts, inflates.
    virtual void prepare(std::stop_token stop) = 0;
    /// \returns 8-bit, target.size square, target.channels deep; an empty matrix for something that is no image and was
    /// not said to be one. For Fit::Tiles the whole picture at its scale, which TileSource cuts.
    /// \throws Error for a picture that cannot be read, SourceFailed where none after it can be, Cancelled when
    /// scratch.stop is asked
    virtual cv::Mat read(int64_t candidate, const Target& target, Scratch& scratch) const = 0;

    /// For Fit::Tiles, of a candidate that sizes() gave a size: a way to read some of its rows alone; null where there
    /// is none. Asked after prepare(), on its thread, of candidates that are large.
    /// \throws as read()
    virtual std::unique_ptr<RowsOfPicture> rowsOf(int64_t, const Target&, const std::stop_token&) const {
        return nullptr;
    }

    /// Before anything is decoded, the width and height of each candidate as it is seen; 0 x 0 where its reading will
    /// say what is wrong with it. For Fit::Tiles, after prepare(), once: reads all headers, and an archive whole.
    /// \throws Cancelled, SourceFailed
    virtual std::vector<cv::Size> sizes(const Target& target, const std::stop_token& stop) const = 0;

    /// The rest is asked after prepare().
    /// The bytes after the base's path for files ("cats/1.png"); "train 17" for arrays.
    virtual std::string nameOf(int64_t candidate) const = 0;
    /// Folders that files' names are relative to.
    virtual std::vector<Base> bases() const { return {}; }
    /// Which page of a file with several, from 1 on; 0: the file is one picture.
    virtual int pageOf(int64_t) const { return 0; }
    /// Where it lies in its picture, when it is a tile.
    virtual ImagePlace placeOf(int64_t) const { return {}; }
    /// Tiles that read() gave nothing for because they are background. Asked when all are read.
    virtual int64_t emptyTiles() const { return 0; }
    /// Index into bases(); -1 for pictures that have no file of their own.
    virtual int baseOf(int64_t) const { return -1; }
    virtual int labelOf(int64_t) const { return -1; }
    virtual std::vector<std::string> labelNames() const { return {}; }
    virtual std::vector<std::string> factorNames() const { return {}; }
    virtual float factor(int64_t, int) const { return 0; }
    /// The source's own split: that of arrays. What folders say is found out later, from the names.
    virtual bool hasOwnSplit() const { return false; }
    virtual Side sideOf(int64_t) const { return Side::Train; }
    /// What was found beside the pictures. May be asked before prepare().
    virtual SourceFindings findings() const { return {}; }
    /// What was found while looking that cannot be read at all: folders without permission, links to nowhere.
    virtual std::vector<UnreadableFile> unreadable() const { return {}; }
    /// For the sentence when nothing is left.
    virtual std::string title() const = 0;
};

/// Finds out what the request's sources are and looks at all of them (names and sizes, no pixels). Looks at no more
/// than `limit` files (below 0: at all), which is only good for a summary.
/// \param last ImportOptions::unpacked
/// \throws Error for what cannot be opened, Cancelled
std::unique_ptr<PictureSource> openSources(const ImportRequest& request, int64_t limit, const ProgressSink& progress,
                                           std::stop_token stop, LastUnpacked* last = nullptr);

}  // namespace zscape
