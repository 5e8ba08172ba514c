#pragma once

#include "engine/data/array_layout.h"
#include "engine/data/file_io.h"
#include "engine/data/number_type.h"
#include "engine/data/several_sets.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

namespace zscape {

/// A set has no more pictures than these: whatever a header claims, nothing is held for more.
constexpr int64_t kMostPictures = 200'000'000;
/// And none of them more bytes.
constexpr int64_t kArrayPictureLimit = int64_t{256} << 20;

/// Numbers in a row of an array of labels, at most: more are pixels.
constexpr int64_t kMostBesideLabel = 63;

/// Numbers that do not lie in a file as they are: compressed in chunks, or written as text. One row is a picture's, or
/// what belongs to one. From many threads at once.
class ArrayRows {
public:
    virtual ~ArrayRows() = default;
    virtual int64_t rows() const = 0;
    virtual int64_t rowBytes() const = 0;
    /// Before several threads read: what one of them has to make for all, such as a copy of the process.
    virtual void prepare() {}
    /// Rows from `first` on, as many whole ones as `into` has room for, in the type that the array is said to have.
    /// \throws Error where one row alone cannot be read, SourceFailed where nothing can be, Cancelled
    virtual void read(int64_t first, std::span<uint8_t> into, const std::stop_token& stop) = 0;
};

/// In ArrayFile::labels: this picture has none.
constexpr int64_t kNoLabel = std::numeric_limits<int64_t>::min();

/// Equal pictures lying one after another in one file.
struct ArrayFile {
    std::filesystem::path file;
    FileStamp stamp;
    std::string member;       ///< of the archive `file` (.npz); empty: all of it
    std::string part;         ///< "train", "val", "test" or "image" where a member's name says it; else the file's does
    bool compressed = false;  ///< gzip, or a member of an archive
    int64_t count = 0;
    int width = 0, height = 0;
    int channels = 1;  ///< 1, 3 (RGB), 4 (RGBA unless channels=4 is chosen), others to kMostChannels
    NumberType type{NumberType::Kind::Whole, 1};
    bool isNpy = false;
    ChannelPlace place = ChannelPlace::Last;
    bool transposed = false;   ///< columns come one after another, not rows
    int64_t firstOffset = 0;   ///< of the first picture's first number, in the (uncompressed) file
    int64_t recordBytes = 0;   ///< from one picture's first number to the next one's, where they are not scattered
    ScatteredPictures pieces;  ///< of what lies from firstOffset on, or in all rows
    /// Where there is one, pictures are read from it, and offsets say nothing: a row each, or all rows where they are
    /// scattered.
    std::shared_ptr<ArrayRows> rows;

    std::vector<int64_t> shape;  ///< whose axes may be meant otherwise; empty where the format says how (CIFAR, CSV)
    std::string axes;            ///< of the shape, as they are meant (array_layout.h)
    bool columnsFirst = false;   ///< as the guess has them
    bool axesChosen = false;     ///< by a person, and others than the guess
    /// Those of its file or folder of which a person named this one; nothing where there is only one.
    std::optional<SetChoice> among;

    std::filesystem::path labelFile;  ///< IDX: beside it; empty when there is none
    FileStamp labelStamp;
    std::string labelMember;  ///< .npz: of the same archive; empty when there is none
    int64_t labelStart = 0;   ///< of the first label in that file or member
    NumberType labelType{NumberType::Kind::Whole, 1};
    int64_t labelNumbers = 1;  ///< in that file or member, numbers from one picture's label to the next one's
    int64_t ofLabel = 1;       ///< pictures that have one label: the planes of a volume

    std::shared_ptr<ArrayRows> labelRows;  ///< HDF5: of the same file; null when there is none
    std::string labelsAside;               ///< what is called labels and holds numbers that are none; else empty
    std::vector<int64_t> labels;           ///< CSV: read with the pictures' places; kNoLabel where there is none

    std::shared_ptr<ArrayRows> factorRows;  ///< HDF5: as factorMember
    std::string factorMember;  ///< .npz: known generative factors, a row for each picture; empty when there are none
    int64_t factorStart = 0;
    NumberType factorType;
    std::vector<std::string> factorNames;

    int labelOffset = -1;  ///< CIFAR: from firstOffset backwards, where a record's label byte lies; -1 without
    std::vector<std::string> labelNames;  ///< by number: CIFAR's own, when found beside it; the words of a CSV file

    int64_t pictureNumbers() const { return int64_t{width} * height * channels; }
    int64_t pictureBytes() const { return pictureNumbers() * type.bytes; }
};

/// Looks at the first bytes: IDX (also gzip), .npy, .npz, CIFAR binary, HDF5, CSV of pixels (also gzip). Nothing when
/// it is none of them.
enum class ArrayKind { None, Idx, IdxLabels, Npy, Npz, Cifar, Hdf5, Csv };
ArrayKind arrayKindOf(const std::filesystem::path& file);

/// Each reads the header and checks it against the file's size; labels are looked for beside it.
/// \throws Error "idx.*", "npy.*", "cifar.*" naming the file and what is wrong with it
/// \param axes as takeShape() has them, here and below
ArrayFile openIdx(const std::filesystem::path& file, const std::string& axes = {});
ArrayFile openNpy(const std::filesystem::path& file, const std::string& axes = {});
/// The one set of images in an archive of arrays, a part for each word of a split in its members' names ("x_train",
/// "val_images"). Whole numbers beside a part, one for each image, whose name says so ("y_train", "val_labels") are its
/// labels. \param set words of the name of one of several; empty: there is only one
/// \throws Error "npz.none", "data.several", "data.no-set", and as openMember()
std::vector<ArrayFile> openNpz(const std::filesystem::path& file, const std::string& set = {},
                               const std::string& axes = {});
/// "data.several", "data.no-set". `images`: how many there are of each set, by its words, parted by blanks.
SeveralSets severalSets(const std::filesystem::path& source, const std::map<std::string, int64_t>& images);
/// \param listed what the sentence says there is
SeveralSets severalSets(SetChoice choice, const std::string& listed);
Error noSuchSet(const std::filesystem::path& source, const std::string& set);
ArrayFile openCifar(const std::filesystem::path& file);

/// Takes the pictures' layout from an array's shape, in C or Fortran order; `name` is for sentences. firstOffset, type
/// and columnsFirst are known before. \param axes as axesFrom() gives them; empty: the guess
/// \throws Error "array.shape", SeveralReadings of it, "image.large", "array.axes" where they do not fit
void takeShape(ArrayFile& array, const std::vector<int64_t>& shape, bool fortran, const std::filesystem::path& name,
               const std::string& axes = {});

/// All numbers. \throws Error as ArrayRows::read()
std::vector<uint8_t> allOf(ArrayRows& rows, const std::stop_token& stop);

/// The sets of images in an HDF5 file (MATLAB's of version 7.3 are such), as openNpz(). \param set the path of one of
/// several within the file, or words of it
/// \throws Error "hdf5.*", "data.several", "data.no-set", and as takeShape(), Cancelled
std::vector<ArrayFile> openHdf5(const std::filesystem::path& file, const std::string& set, const std::stop_token& stop,
                                const std::string& axes = {});
/// Looks at each row: a picture's numbers beside its label, or without one.
/// \throws Error "csv.*", Cancelled
/// A part for each side of the split that a column names.
std::vector<ArrayFile> openCsv(const std::filesystem::path& file, const std::stop_token& stop);

/// \throws Error "image.large" when a picture or their number is beyond what is read
void checkExtent(const ArrayFile& array);

/// Of labels that are kept as floating-point numbers: reads them, and puts them into array.labels where all are whole,
/// or NaN for a picture that has none; else their name into labelsAside. Does nothing for others.
/// \throws Error as readLabels()
void settleFloatingLabels(ArrayFile& array, const std::stop_token& stop);

/// "array.axes": of what is no array, or one whose format says how it is read.
Error noAxes(const std::string& source, const std::string& axes);

/// "idx.short": it holds less than its header says.
Error cutOff(const std::filesystem::path& file);

/// The factors of every picture, one picture's after another's; empty when there are none. \throws Error
std::vector<float> readFactors(const ArrayFile& array, std::stop_token stop);

/// The labels of every picture, empty when there are none. \throws Error
std::vector<int64_t> readLabels(const ArrayFile& array, std::stop_token stop);

/// Labels and nothing else are held whole. From `offset` on, exactly `bytes`, of a gzip file or of an archive's member.
/// \throws Error "idx.short" when there is less, as ForwardStream::read(), Cancelled
std::vector<uint8_t> inflateFile(const std::filesystem::path& file, const std::string& member, int64_t offset,
                                 int64_t bytes, std::stop_token stop);

/// A gzip file, or a member of an archive, that many threads read, never held as a whole. Each thread inflates it for
/// itself, and quickest forwards: what lies before the place that it asks for is inflated and let go. All together take
/// no longer than one alone, and none waits.
class InflatedFile {
public:
    explicit InflatedFile(std::filesystem::path file, std::string member = {});
    ~InflatedFile();
    InflatedFile(const InflatedFile&) = delete;
    InflatedFile& operator=(const InflatedFile&) = delete;

    /// \throws SourceFailed "idx.short" when it ends before, and as ForwardStream::read(), Error as openForReading(),
    /// Cancelled
    void read(int64_t offset, std::span<uint8_t> into, const std::stop_token& stop);

private:
    class Reader;
    Reader& readerOfThread();

    const std::filesystem::path file_;
    const std::string member_;
    std::mutex mutex_;
    std::map<std::thread::id, std::unique_ptr<Reader>> readers_;  ///< guarded by mutex_; each is its thread's
};

}  // namespace zscape
