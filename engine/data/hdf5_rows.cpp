#include "engine/core/paths.h"
#include "engine/data/hdf5_file.h"
#include "engine/data/hdf5_filters.h"
#include "engine/data/saturated.h"
#include "engine/data/source_failed.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <exception>

namespace zscape {

namespace fs = std::filesystem;

namespace {

/// A slab is the rows that lie in the same chunks: all of it is read for any of them.
constexpr int64_t kLargestSlab = int64_t{512} << 20;
/// Slabs are kept up to so much, and at least two: threads that go on side by side pass from one to the next.
constexpr int64_t kKeptSlabs = int64_t{256} << 20;
constexpr int64_t kMostChunks = 100'000'000;
/// The most that deflate can do: LZF does less.
constexpr int64_t kMostDeflated = 1032;

int64_t rowsOf(const Hdf5Array& array, size_t leading) {
    int64_t rows = 1;
    for (size_t i = 0; i < leading; ++i) rows *= array.shape[i];
    return rows;
}

int64_t rowBytesOf(const Hdf5Array& array, size_t leading) {
    int64_t bytes = array.type.bytes;
    for (size_t i = leading; i < array.shape.size(); ++i) bytes *= array.shape[i];
    return bytes;
}

/// One array after another number, as they lie in the file.
class ContiguousHdf5Rows final : public ArrayRows {
public:
    ContiguousHdf5Rows(fs::path file, const Hdf5Array& array, size_t leading)
        : file_(std::move(file)),
          name_(array.name),
          handle_(openForReading(file_)),
          offset_(array.offset),
          rows_(rowsOf(array, leading)),
          rowBytes_(rowBytesOf(array, leading)) {}
    int64_t rows() const override { return rows_; }
    int64_t rowBytes() const override { return rowBytes_; }
    void read(int64_t first, std::span<uint8_t> into, const std::stop_token&) override {
        try {
            if (readAt(handle_, offset_ + first * rowBytes_, into, file_) == into.size()) return;
        } catch (const Error& error) {
            throw SourceFailed(error);
        }
        throw SourceFailed(damagedHdf5(file_, name_));
    }

private:
    const fs::path file_;
    const std::string name_;
    const FileHandle handle_;
    const int64_t offset_, rows_, rowBytes_;
};

class HeldHdf5Rows final : public ArrayRows {
public:
    HeldHdf5Rows(const Hdf5Array& array, size_t leading)
        : rows_(rowsOf(array, leading)),
          rowBytes_(rowBytesOf(array, leading)),
          numbers_(array.numbers) {}
    int64_t rows() const override { return rows_; }
    int64_t rowBytes() const override { return rowBytes_; }
    void read(int64_t first, std::span<uint8_t> into, const std::stop_token&) override {
        std::copy_n(numbers_.begin() + first * rowBytes_, into.size(), into.begin());
    }

private:
    const int64_t rows_, rowBytes_;
    const std::vector<uint8_t> numbers_;
};

/// Threads that want the same slab read its chunks side by side.
class ChunkedHdf5Rows final : public ArrayRows {
public:
    ChunkedHdf5Rows(const fs::path& file, Hdf5Array array, size_t leading)
        : file_(file),
          array_(std::move(array)),
          leading_(leading),
          chunks_(file, array_.name),
          rows_(rowsOf(array_, leading)),
          rowBytes_(rowBytesOf(array_, leading)) {
        chunkBytes_ = array_.type.bytes;
        for (size_t i = 0; i < array_.shape.size(); ++i) {
            chunkBytes_ *= array_.chunk[i];
            across_.push_back((array_.shape[i] + array_.chunk[i] - 1) / array_.chunk[i]);
            if (i >= leading_) chunksOfSlab_ *= across_.back();
        }
    }
    int64_t rows() const override { return rows_; }
    int64_t rowBytes() const override { return rowBytes_; }
    void prepare() override { chunks_.start(); }

    void read(int64_t first, std::span<uint8_t> into, const std::stop_token& stop) override {
        for (int64_t row = first; !into.empty();) {
            const RowPlace place = placeOf(row);
            const std::shared_ptr<Slab> slab = slabOf(place.slab);
            complete(*slab, stop);
            const auto count = std::min<int64_t>(place.following, std::ssize(into) / rowBytes_);
            const auto bytes = static_cast<size_t>(count * rowBytes_);
            std::copy_n(slab->bytes.begin() + place.within * rowBytes_, bytes, into.begin());
            into = into.subspan(bytes);
            row += count;
        }
    }

private:
    struct Slab {
        int64_t number = 0, rows = 0;
        std::vector<uint8_t> bytes;  ///< each part is written by the thread that reads its chunk
        std::atomic<int64_t> next{0};
        std::mutex mutex;
        std::condition_variable_any changed;
        int64_t done = 0;            ///< guarded by mutex
        std::exception_ptr failure;  ///< guarded by mutex
    };

    /// Where a row lies.
    struct RowPlace {
        int64_t slab = 0, within = 0;  ///< its slab, and which row of that it is
        int64_t following = 1;         ///< rows from it on that lie one after another
    };
    RowPlace placeOf(int64_t row) const {
        RowPlace place;
        int64_t slabStep = 1, step = 1;
        for (size_t i = leading_; i-- > 0;) {
            const int64_t at = row % array_.shape[i], chunk = at / array_.chunk[i];
            const int64_t extent = std::min(array_.chunk[i], array_.shape[i] - chunk * array_.chunk[i]);
            place.slab += chunk * slabStep;
            place.within += at % array_.chunk[i] * step;
            if (i + 1 == leading_) place.following = extent - at % array_.chunk[i];
            row /= array_.shape[i];
            slabStep *= across_[i];
            step *= extent;
        }
        return place;
    }

    /// The first index of a slab in each leading dimension; 0 in the others.
    std::vector<int64_t> firstOf(int64_t slab) const {
        std::vector<int64_t> first(array_.shape.size(), 0);
        for (size_t i = leading_; i-- > 0; slab /= across_[i]) first[i] = slab % across_[i] * array_.chunk[i];
        return first;
    }

    std::shared_ptr<Slab> slabOf(int64_t number) {
        const std::lock_guard lock(mutex_);
        const auto known =
            std::find_if(slabs_.begin(), slabs_.end(), [&](const auto& s) { return s->number == number; });
        std::shared_ptr<Slab> slab;
        if (known != slabs_.end()) {
            slab = *known;
            slabs_.erase(known);
        } else {
            slab = std::make_shared<Slab>();
            slab->number = number;
            const std::vector<int64_t> first = firstOf(number);
            slab->rows = 1;
            for (size_t i = 0; i < leading_; ++i) slab->rows *= std::min(array_.chunk[i], array_.shape[i] - first[i]);
            slab->bytes.resize(static_cast<size_t>(slab->rows * rowBytes_));
            held_ += std::ssize(slab->bytes);
        }
        slabs_.push_back(slab);
        while (slabs_.size() > 2 && held_ > kKeptSlabs) {
            held_ -= std::ssize(slabs_.front()->bytes);
            slabs_.pop_front();
        }
        return slab;
    }

    void forget(const Slab& slab) {
        const std::lock_guard lock(mutex_);
        const auto known = std::find_if(slabs_.begin(), slabs_.end(), [&](const auto& s) { return s.get() == &slab; });
        if (known == slabs_.end()) return;
        held_ -= std::ssize(slab.bytes);
        slabs_.erase(known);
    }

    void complete(Slab& slab, const std::stop_token& stop) {
        for (int64_t chunk = slab.next++; chunk < chunksOfSlab_; chunk = slab.next++) {
            try {
                if (stop.stop_requested()) throw Cancelled();
                readChunk(slab, chunk, stop);
            } catch (...) {
                const std::lock_guard lock(slab.mutex);
                slab.failure = std::current_exception();
            }
            const std::lock_guard lock(slab.mutex);
            ++slab.done;
            slab.changed.notify_all();
            if (slab.failure) break;
        }
        std::unique_lock lock(slab.mutex);
        if (!slab.changed.wait(lock, stop, [&] { return slab.failure || slab.done == chunksOfSlab_; }))
            throw Cancelled();
        if (!slab.failure) return;
        lock.unlock();
        forget(slab);  // asked for once more it is read once more
        std::rethrow_exception(slab.failure);
    }

    void readChunk(Slab& slab, int64_t chunk, const std::stop_token& stop) {
        const size_t rank = array_.shape.size();
        std::vector<int64_t> first = firstOf(slab.number), extent(rank);
        for (size_t i = rank; i-- > leading_; chunk /= across_[i]) first[i] = chunk % across_[i] * array_.chunk[i];
        for (size_t i = 0; i < rank; ++i) extent[i] = std::min(array_.chunk[i], array_.shape[i] - first[i]);
        // What cannot be made smaller is stored a little larger.
        const std::optional<Hdf5Chunks::Chunk> stored = chunks_.read(first, chunkBytes_ + chunkBytes_ / 8 + 4096, stop);
        std::vector<uint8_t> numbers;
        if (stored) {
            const std::span raw(reinterpret_cast<const uint8_t*>(stored->bytes.data()), stored->bytes.size());
            std::optional<std::vector<uint8_t>> content =
                withoutHdf5Filters(raw, array_.filters, stored->skipped, static_cast<size_t>(chunkBytes_));
            if (!content) throw SourceFailed(damagedHdf5(file_, array_.name));
            numbers = std::move(*content);
        } else {
            numbers.resize(static_cast<size_t>(chunkBytes_));
            const std::vector<uint8_t>& fill = array_.fill;
            if (!fill.empty())
                for (size_t at = 0; at < numbers.size(); ++at) numbers[at] = fill[at % fill.size()];
        }
        place(slab, numbers, first, extent);
    }

    /// A chunk's numbers to where they are in the slab's rows: runs along the last dimension, in the order of the
    /// chunk.
    void place(Slab& slab, const std::vector<uint8_t>& numbers, const std::vector<int64_t>& first,
               const std::vector<int64_t>& extent) const {
        const size_t rank = array_.shape.size(), last = rank - 1;
        const int64_t size = array_.type.bytes;
        std::vector<int64_t> chunkStep(rank, size), slabStep(rank, size), at(rank, 0);
        for (size_t i = last; i-- > 0;) {
            chunkStep[i] = chunkStep[i + 1] * array_.chunk[i + 1];
            slabStep[i] = slabStep[i + 1] * (i + 1 < leading_ ? extent[i + 1] : array_.shape[i + 1]);
        }
        int64_t to = 0;
        for (size_t i = leading_; i < rank; ++i) to += first[i] * slabStep[i];
        const auto run = static_cast<size_t>(extent[last] * size);
        int64_t from = 0;
        for (bool more = true; more;) {
            if (run == 1) slab.bytes[static_cast<size_t>(to)] = numbers[static_cast<size_t>(from)];
            else std::copy_n(numbers.data() + from, run, slab.bytes.data() + to);
            more = false;
            for (size_t i = last; i-- > 0 && !more;) {
                from += chunkStep[i];
                to += slabStep[i];
                more = ++at[i] < extent[i];
                if (more) break;
                from -= at[i] * chunkStep[i];
                to -= at[i] * slabStep[i];
                at[i] = 0;
            }
        }
    }

    const fs::path file_;
    const Hdf5Array array_;
    const size_t leading_;  ///< dimensions that count rows
    Hdf5Chunks chunks_;
    const int64_t rows_, rowBytes_;
    int64_t chunkBytes_ = 0, chunksOfSlab_ = 1;
    std::vector<int64_t> across_;  ///< chunks in each dimension

    std::mutex mutex_;
    std::deque<std::shared_ptr<Slab>> slabs_;  ///< guarded by mutex_; the last one that was asked for at the end
    int64_t held_ = 0;                         ///< guarded by mutex_: bytes of these
};

/// \throws Error "hdf5.chunks", "hdf5.filter"
void checkChunks(const fs::path& file, const Hdf5Array& array, size_t leading) {
    int64_t chunkBytes = array.type.bytes, chunks = 1;
    bool fits = array.chunk.size() == array.shape.size();
    for (size_t i = 0; fits && i < array.shape.size(); ++i) {
        fits = array.chunk[i] > 0 && !__builtin_mul_overflow(chunkBytes, array.chunk[i], &chunkBytes) &&
               !__builtin_mul_overflow(chunks, (array.shape[i] - 1) / array.chunk[i] + 1, &chunks);
    }
    if (!fits || chunkBytes > (int64_t{1} << 32)) throw damagedHdf5(file, array.name);
    int64_t slab = rowBytesOf(array, leading);
    for (size_t i = 0; i < leading; ++i) slab = saturatedProduct(slab, std::min(array.chunk[i], array.shape[i]));
    if (slab > kLargestSlab || chunkBytes > kLargestSlab || chunks > kMostChunks)
        throw Error(
            "hdf5.chunks",
            "The array %2 of %1 is stored in chunks that are too large to be read one after another (%3 MB, and "
            "up to %4 MB are held). Store it in smaller ones: h5repack -l CHUNK=1%5 FILE NEW",
            {displayName(file), validUtf8(array.name), std::to_string(std::max(slab, chunkBytes) >> 20),
             std::to_string(kLargestSlab >> 20), [&] {
                 std::string shape;
                 for (size_t i = 1; i < array.shape.size(); ++i) shape += "x" + std::to_string(array.shape[i]);
                 return shape;
             }()});
    for (const Hdf5Filter& filter : array.filters)
        if (const std::string name = unknownHdf5Filter(filter); !name.empty())
            throw Error(
                "hdf5.filter",
                isOfHdf5Itself(filter)
                    ? "The array %2 of %1 is compressed by %3, which is not read. Compress it as all programs "
                      "read it: h5repack -f GZIP=4 FILE NEW"
                    : "The array %2 of %1 is compressed by %3, a plugin of HDF5, which is not read. Compress it "
                      "as all programs read it, with Python's h5py and hdf5plugin: import h5py, hdf5plugin; "
                      "h5py.File(NEW, 'w').create_dataset(NAME, data=h5py.File(FILE)[NAME][:], "
                      "compression='gzip')",
                {displayName(file), validUtf8(array.name), name});
}

}  // namespace

std::shared_ptr<ArrayRows> rowsOfHdf5(const fs::path& file, const Hdf5Array& array, size_t leading) {
    using Layout = Hdf5Array::Layout;
    if (array.layout == Layout::Elsewhere)
        throw Error("hdf5.elsewhere",
                    "The array %2 of %1 keeps its numbers in other files, which are not opened for it. Bring them into "
                    "one file: in Python, h5py's new.create_dataset(name, data=old[name]).",
                    {displayName(file), validUtf8(array.name)});
    const int64_t bytes = array.bytes(), fileBytes = stampOf(file).bytes;
    const auto shortOf = [&] {
        return Error(
            "hdf5.short",
            "The array %2 of %1 holds less than its shape says: it was not written to its end, or the file is cut "
            "off. Copy or save it again.",
            {displayName(file), validUtf8(array.name)});
    };
    if (bytes < 1) throw damagedHdf5(file, array.name);
    if (array.layout == Layout::Compact) {
        if (std::ssize(array.numbers) != bytes) throw damagedHdf5(file, array.name);
        return std::make_shared<HeldHdf5Rows>(array, leading);
    }
    if (array.layout == Layout::Contiguous) {
        if (array.offset < 0 || array.offset > fileBytes || bytes > fileBytes - array.offset) throw shortOf();
        return std::make_shared<ContiguousHdf5Rows>(file, array, leading);
    }
    checkChunks(file, array, leading);
    // What was never written takes no room in the file, and would be as many empty pictures as somebody says.
    if (bytes / kMostDeflated > std::min(array.storedBytes, fileBytes)) throw shortOf();
    return std::make_shared<ChunkedHdf5Rows>(file, array, leading);
}

}  // namespace zscape
