#include "engine/data/array_source.h"
#include "engine/data/hdf5_file.h"
#include "tests/fuzz/read_pictures.h"

#include <algorithm>

namespace {

using namespace zscape;

/// The first and the last row of each array, as far as they are no more than a picture of any size that is read.
void readEnds(const std::filesystem::path& file) {
    constexpr int64_t kMostRowBytes = 1 << 20;
    for (const Hdf5Array& array : arraysOfHdf5(file, {})) {
        if (array.type.bytes == 0) continue;
        fuzz::read([&] {
            const std::shared_ptr<ArrayRows> rows = rowsOfHdf5(file, array);
            if (rows->rows() < 1 || rows->rowBytes() < 1) fuzz::fail("an array of nothing");
            if (rows->rowBytes() > kMostRowBytes) return;
            std::vector<uint8_t> row(static_cast<size_t>(rows->rowBytes()));
            for (const int64_t at : {int64_t{0}, rows->rows() - 1}) rows->read(at, row, {});
        });
    }
}

}  // namespace

/// HDF5: what is in it, the ends of all arrays, and the set of pictures where there is one.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    static const fuzz::InputFile file("arrays.h5");
    file.fill(data, size);
    if (!isHdf5(file.path())) return 0;
    fuzz::read([&] {
        readEnds(file.path());
        fuzz::readPictures(*makeArraySource(openHdf5(file.path(), "", {})));
    });
    return 0;
}
