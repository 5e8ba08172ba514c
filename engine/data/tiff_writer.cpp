#include "engine/data/tiff_writer.h"

#include "engine/core/atomic_file.h"
#include "engine/core/error.h"
#include "engine/core/paths.h"
#include "engine/data/file_io.h"
#include "engine/data/number_type.h"
#include "engine/data/tiff_words.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <new>
#include <stdexcept>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

#include <tiffio.h>

namespace zscape {

namespace {

constexpr int64_t kMostTiffPages = 1'000'000;  // libtiff reads no more than 1,048,576
/// Offsets of a plain TIFF have 32 bits; a page's directory takes a few hundred bytes, its words not counted.
constexpr int64_t kPlainTiffBytes = int64_t{4'000'000'000};
constexpr int64_t kDirectoryBytes = 1024;

uint16_t sampleFormatOf(const NumberType& type) {
    if (type.kind == NumberType::Kind::Floating) return SAMPLEFORMAT_IEEEFP;
    return type.isSigned ? SAMPLEFORMAT_INT : SAMPLEFORMAT_UINT;
}

}  // namespace

/// libtiff is C: no exception passes through its calls.
struct TiffWriter::Implementation {
    Implementation(const std::filesystem::path& target, int64_t expectedPages)
        : file(target),
          output(target),
          pages(expectedPages) {}

    std::filesystem::path file;
    AtomicFile output;
    FileHandle handle;  ///< of the temporary file: libtiff reads in it what it has written
    int64_t at = 0;
    int failure = 0;    ///< errno of the first call that failed
    std::string words;  ///< libtiff's first, English
    int64_t pages = 0, added = 0;
    std::unique_ptr<TIFF, void (*)(TIFF*)> tiff{nullptr, &TIFFCleanup};

    static Implementation& of(thandle_t opened) { return *static_cast<Implementation*>(opened); }

    static tmsize_t read(thandle_t opened, void* into, tmsize_t count) {
        Implementation& self = of(opened);
        tmsize_t done = 0;
        while (done < count) {
            const ssize_t got = ::pread(self.handle.get(), static_cast<uint8_t*>(into) + done,
                                        static_cast<size_t>(count - done), self.at);
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) return self.failed();
            if (got == 0) break;
            self.at += got;
            done += got;
        }
        return done;
    }
    static tmsize_t write(thandle_t opened, void* from, tmsize_t count) {
        Implementation& self = of(opened);
        tmsize_t done = 0;
        while (done < count) {
            const ssize_t put = ::pwrite(self.handle.get(), static_cast<const uint8_t*>(from) + done,
                                         static_cast<size_t>(count - done), self.at);
            if (put < 0 && errno == EINTR) continue;
            if (put == 0) errno = EIO;
            if (put <= 0) return self.failed();
            self.at += put;
            done += put;
        }
        return done;
    }
    static toff_t seek(thandle_t opened, toff_t offset, int whence) {
        Implementation& self = of(opened);
        const int64_t from = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? self.at : static_cast<int64_t>(size(opened));
        self.at = from + static_cast<int64_t>(offset);
        return static_cast<toff_t>(self.at);
    }
    static int close(thandle_t) { return 0; }
    static toff_t size(thandle_t opened) {
        Implementation& self = of(opened);
        struct stat info = {};
        if (::fstat(self.handle.get(), &info) == 0) return static_cast<toff_t>(info.st_size);
        self.failed();
        return 0;
    }
    static int error(TIFF*, void* data, const char*, const char* format, va_list arguments) {
        return keepFirstWords(static_cast<Implementation*>(data)->words, format, arguments);
    }
    static int warning(TIFF*, void*, const char*, const char*, va_list) { return 1; }

    tmsize_t failed() {
        if (failure == 0) failure = errno;
        return -1;
    }
    /// \param done whether libtiff says that it did what it was asked for
    void require(bool done) const {
        if (failure != 0) throwWriteError(file, failure);
        if (!done)
            throw Error("write.failed", "%1 was not written: %2.",
                        {displayName(file), words.empty() ? "libtiff gave no reason" : validUtf8(words)});
    }
    template <class... Values>
    void set(uint32_t tag, Values... values) const {
        require(TIFFSetField(tiff.get(), tag, values...) == 1);
    }
    void setPixelSize(const PixelSize& size) const {
        if (!size.isKnown()) return;
        set(TIFFTAG_XRESOLUTION, size.across);
        set(TIFFTAG_YRESOLUTION, size.down);
        const bool inch = size.unit == PixelSize::Unit::Inch, centimetre = size.unit == PixelSize::Unit::Centimetre;
        set(TIFFTAG_RESOLUTIONUNIT, inch ? RESUNIT_INCH : centimetre ? RESUNIT_CENTIMETER : RESUNIT_NONE);
    }
};

TiffWriter::TiffWriter(const std::filesystem::path& file, int64_t pages, int64_t bytes)
    : impl_(std::make_unique<Implementation>(file, pages)) {
    if (pages < 1) throw Error("write.empty", "%1 was not written: there is no picture to write.", {displayName(file)});
    if (pages > kMostTiffPages)
        throw Error("write.pages",
                    "%1 was not written: a TIFF of %2 pages is not read by anything. Write a .npy array.",
                    {displayName(file), std::to_string(pages)});
    impl_->handle = FileHandle(TEMP_FAILURE_RETRY(::open(impl_->output.temporary().c_str(), O_RDWR | O_CLOEXEC)));
    if (!impl_->handle) throwWriteError(file, errno);
    const std::unique_ptr<TIFFOpenOptions, void (*)(TIFFOpenOptions*)> options(TIFFOpenOptionsAlloc(),
                                                                               &TIFFOpenOptionsFree);
    if (!options) throw std::bad_alloc();
    TIFFOpenOptionsSetErrorHandlerExtR(options.get(), &Implementation::error, impl_.get());
    TIFFOpenOptionsSetWarningHandlerExtR(options.get(), &Implementation::warning, impl_.get());
    const bool plain = bytes <= kPlainTiffBytes - pages * kDirectoryBytes;
    impl_->tiff.reset(TIFFClientOpenExt("picture", plain ? "wm" : "w8m", impl_.get(), &Implementation::read,
                                        &Implementation::write, &Implementation::seek, &Implementation::close,
                                        &Implementation::size, nullptr, nullptr, options.get()));
    impl_->require(impl_->tiff != nullptr);
}

TiffWriter::~TiffWriter() = default;

void TiffWriter::add(const TiffPage& page) {
    const NumberType type = numberTypeOf(page.format);
    const size_t bytes = static_cast<size_t>(page.width) * static_cast<size_t>(page.height) *
                         static_cast<size_t>(page.channels) * static_cast<size_t>(type.bytes);
    if (bytes == 0 || page.numbers.size() != bytes || impl_->added == impl_->pages)
        throw std::logic_error("TiffWriter: a page that is none");
    impl_->set(TIFFTAG_IMAGEWIDTH, static_cast<uint32_t>(page.width));
    impl_->set(TIFFTAG_IMAGELENGTH, static_cast<uint32_t>(page.height));
    impl_->set(TIFFTAG_SAMPLESPERPIXEL, page.channels);
    impl_->set(TIFFTAG_BITSPERSAMPLE, 8 * type.bytes);
    impl_->set(TIFFTAG_SAMPLEFORMAT, sampleFormatOf(type));
    impl_->set(TIFFTAG_PHOTOMETRIC, page.channels == 3 ? PHOTOMETRIC_RGB : PHOTOMETRIC_MINISBLACK);
    impl_->set(TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
    impl_->set(TIFFTAG_COMPRESSION, COMPRESSION_NONE);
    impl_->set(TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT);
    impl_->set(TIFFTAG_ROWSPERSTRIP, static_cast<uint32_t>(page.height));
    if (page.channels == 2 || page.channels > 3) {
        const std::vector<uint16_t> beside(static_cast<size_t>(page.channels) - 1, EXTRASAMPLE_UNSPECIFIED);
        impl_->set(TIFFTAG_EXTRASAMPLES, static_cast<int>(beside.size()), beside.data());
    }
    impl_->setPixelSize(page.pixelSize);
    if (!page.name.empty()) impl_->set(TIFFTAG_PAGENAME, page.name.c_str());
    if (!page.description.empty()) impl_->set(TIFFTAG_IMAGEDESCRIPTION, page.description.c_str());
    const auto count = static_cast<tmsize_t>(bytes);
    impl_->require(TIFFWriteEncodedStrip(impl_->tiff.get(), 0, const_cast<uint8_t*>(page.numbers.data()), count) ==
                   count);
    impl_->require(TIFFWriteDirectory(impl_->tiff.get()) == 1);
    ++impl_->added;
}

void TiffWriter::commit() {
    if (impl_->added != impl_->pages) throw std::logic_error("TiffWriter: fewer pages than were announced");
    impl_->tiff.reset();
    impl_->require(true);  // what was let go of may have been written
    impl_->handle.close();
    impl_->output.commit();
}

}  // namespace zscape
