#include "engine/data/array_source.h"
#include "tests/fuzz/read_pictures.h"

#include <algorithm>

/// IDX (also in gzip), .npy, .npz, CIFAR's binary files and CSV of pixels: the header, the labels, and the first and
/// last picture.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace zscape;
    // These are told by their names.
    static const fuzz::InputFile plain("data_batch_1.bin"), zip("arrays.npz"), table("pixels.csv");
    const bool isText = size > 0 && ((data[0] >= 0x20 && data[0] < 0x7f) || data[0] == 0xEF);
    const fuzz::InputFile& file = size >= 2 && data[0] == 'P' && data[1] == 'K' ? zip : isText ? table : plain;
    file.fill(data, size);
    fuzz::read([&] {
        std::vector<ArrayFile> arrays;
        switch (arrayKindOf(file.path())) {
            case ArrayKind::Npy: arrays.push_back(openNpy(file.path())); break;
            case ArrayKind::Npz: arrays = openNpz(file.path()); break;
            case ArrayKind::Cifar: arrays.push_back(openCifar(file.path())); break;
            case ArrayKind::Idx: arrays.push_back(openIdx(file.path())); break;
            case ArrayKind::Csv: arrays = openCsv(file.path(), {}); break;
            case ArrayKind::Hdf5: return;                             // hdf5_fuzz.cpp
            case ArrayKind::IdxLabels: openIdx(file.path()); return;  // refused by a sentence: these are labels
            case ArrayKind::None: return;
        }
        for (const ArrayFile& array : arrays)
            if (array.count < 0 || array.width <= 0 || array.height <= 0) fuzz::fail("an array of nothing");
        fuzz::readPictures(*makeArraySource(std::move(arrays)));
    });
    return 0;
}
