#include "engine/data/hdf5_library.h"

#include "engine/data/folder_names.h"
#include "engine/data/message.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

// The functions that both 1.10 and 1.14 have.
#define H5_USE_110_API
#include <hdf5.h>

namespace zscape {

namespace {

constexpr size_t kMostObjects = 10'000;
constexpr int kMostRank = 8;
constexpr size_t kLongestObjectName = 1024;
/// libhdf5's own limit is 64 KB.
constexpr size_t kMostCompact = 64 << 10;
constexpr size_t kMostFilters = 16;
constexpr hssize_t kMostColumnNames = 64;
constexpr size_t kLongestColumnName = 256;

static_assert(std::is_same_v<hid_t, int64_t>);

struct Identifiers {
    std::vector<hid_t> all;
    hid_t keep(hid_t id) {
        if (id >= 0) all.push_back(id);
        return id;
    }
    ~Identifiers() {
        for (const hid_t id : all) H5Idec_ref(id);
    }
};

/// As NumPy names it, without what cannot be: kind (u, i, f, b; 0: another), bytes, whether the greatest comes first.
struct StoredType {
    char kind = 0;
    size_t bytes = 0;
    bool bigEndian = false;
};

StoredType storedType(hid_t type) {
    Identifiers own;
    const size_t bytes = H5Tget_size(type);
    const H5T_order_t order = H5Tget_order(type);
    const bool big = order == H5T_ORDER_BE;
    if (bytes < 1 || bytes > 8 || (order != H5T_ORDER_LE && !big && bytes > 1)) return {};
    switch (H5Tget_class(type)) {
        case H5T_INTEGER:
            if (H5Tget_precision(type) != 8 * bytes || (bytes & (bytes - 1)) != 0) return {};
            return {H5Tget_sign(type) == H5T_SGN_2 ? 'i' : 'u', bytes, big};
        case H5T_FLOAT: {
            size_t sign = 0, exponent = 0, exponentBits = 0, mantissa = 0, mantissaBits = 0;
            if (H5Tget_fields(type, &sign, &exponent, &exponentBits, &mantissa, &mantissaBits) < 0) return {};
            const bool half = bytes == 2 && exponentBits == 5 && mantissaBits == 10 && H5Tget_ebias(type) == 15,
                       single = bytes == 4 && exponentBits == 8 && mantissaBits == 23 && H5Tget_ebias(type) == 127,
                       twice = bytes == 8 && exponentBits == 11 && mantissaBits == 52 && H5Tget_ebias(type) == 1023;
            const bool plain = mantissa == 0 && exponent == mantissaBits && sign == exponent + exponentBits;
            return plain && (half || single || twice) ? StoredType{'f', bytes, big} : StoredType{};
        }
        case H5T_ENUM: {
            // h5py's bool: FALSE and TRUE.
            if (H5Tget_nmembers(type) == 2 && bytes == 1) {
                char* first = H5Tget_member_name(type, 0);
                const bool truth = first && lowered(first) == "false";
                H5free_memory(first);
                if (truth) return {'b', 1, false};
            }
            return storedType(own.keep(H5Tget_super(type)));
        }
        case H5T_BITFIELD: return bytes == 1 ? StoredType{'b', 1, false} : StoredType{};  // PyTables' bool
        default: return {};
    }
}

/// The texts of an attribute of one dimension; empty where it has none.
std::vector<std::string> textsOf(hid_t attribute) {
    Identifiers own;
    const hid_t type = own.keep(H5Aget_type(attribute)), space = own.keep(H5Aget_space(attribute));
    const hssize_t count = H5Sget_simple_extent_npoints(space);
    const size_t bytes = H5Tget_size(type);
    if (H5Tget_class(type) != H5T_STRING || count < 1 || count > kMostColumnNames) return {};
    std::vector<std::string> texts;
    if (H5Tis_variable_str(type) > 0) {
        std::vector<char*> pointers(static_cast<size_t>(count), nullptr);
        const hid_t memory = own.keep(H5Tcopy(type));
        if (H5Aread(attribute, memory, static_cast<void*>(pointers.data())) < 0) return {};
        for (const char* pointer : pointers) texts.emplace_back(pointer ? pointer : "");
    } else {
        if (bytes < 1 || bytes > kLongestColumnName) return {};
        std::string all(bytes * static_cast<size_t>(count), '\0');
        if (H5Aread(attribute, type, all.data()) < 0) return {};
        for (size_t i = 0; i < static_cast<size_t>(count); ++i)
            texts.emplace_back(all.substr(i * bytes, bytes).c_str());  // padded with zeros
    }
    for (std::string& text : texts) {
        text.resize(std::min(text.size(), kLongestColumnName));
        while (!text.empty() && text.back() == ' ') text.pop_back();
    }
    return texts;
}

/// The first attribute that is called names ("names", "factor_names", "latents_names") and has as many.
std::vector<std::string> columnNames(hid_t object, size_t columns) {
    struct Search {
        size_t columns;
        std::vector<std::string> found;
    } search{columns, {}};
    const auto look = [](hid_t location, const char* name, const H5A_info_t*, void* data) -> herr_t {
        auto& wanted = *static_cast<Search*>(data);
        if (lowered(name).find("names") == std::string::npos) return 0;
        Identifiers own;
        const hid_t attribute = own.keep(H5Aopen(location, name, H5P_DEFAULT));
        if (attribute < 0) return 0;
        std::vector<std::string> texts = textsOf(attribute);
        if (texts.size() != wanted.columns) return 0;
        wanted.found = std::move(texts);
        return 1;
    };
    H5Aiterate2(object, H5_INDEX_NAME, H5_ITER_INC, nullptr, look, &search);
    return search.found;
}

/// Of the array, else of the groups that it lies in.
std::vector<std::string> columnNames(hid_t file, hid_t array, const std::string& name, size_t columns) {
    std::vector<std::string> names = columnNames(array, columns);
    for (size_t slash = name.rfind('/'); names.empty();
         slash = slash == 0 ? std::string::npos : name.rfind('/', slash - 1)) {
        Identifiers own;
        const hid_t group =
            own.keep(H5Oopen(file, slash == std::string::npos ? "/" : name.substr(0, slash).c_str(), H5P_DEFAULT));
        if (group >= 0) names = columnNames(group, columns);
        if (slash == std::string::npos) break;
    }
    return names;
}

/// One array, as MessageReader takes it in hdf5_file.cpp. \returns whether it is one that is told of
bool describeArray(hid_t file, const std::string& name, MessageWriter& out) {
    Identifiers own;
    const hid_t array = own.keep(H5Dopen2(file, name.c_str(), H5P_DEFAULT));
    if (array < 0) return false;
    const hid_t space = own.keep(H5Dget_space(array)), type = own.keep(H5Dget_type(array)),
                creation = own.keep(H5Dget_create_plist(array));
    const int rank = H5Sget_simple_extent_ndims(space);
    if (rank < 1 || rank > kMostRank || type < 0 || creation < 0) return false;
    std::array<hsize_t, kMostRank> extents{}, chunk{};
    H5Sget_simple_extent_dims(space, extents.data(), nullptr);
    const StoredType stored = storedType(type);
    const H5D_layout_t layout = H5Pget_layout(creation);
    const bool elsewhere = layout == H5D_VIRTUAL || (layout == H5D_CONTIGUOUS && H5Pget_external_count(creation) != 0);
    out.text(name).number(rank);
    for (int i = 0; i < rank; ++i) out.number(static_cast<int64_t>(extents[static_cast<size_t>(i)]));
    out.number(stored.kind).number(static_cast<int64_t>(stored.bytes)).number(stored.bigEndian ? 1 : 0);
    out.number(elsewhere                  ? 3
               : layout == H5D_CONTIGUOUS ? 0
               : layout == H5D_CHUNKED    ? 1
               : layout == H5D_COMPACT    ? 2
                                          : 3);
    const haddr_t offset = !elsewhere && layout == H5D_CONTIGUOUS ? H5Dget_offset(array) : HADDR_UNDEF;
    out.number(offset == HADDR_UNDEF ? -1 : static_cast<int64_t>(offset));
    out.number(elsewhere ? 0 : static_cast<int64_t>(H5Dget_storage_size(array)));
    const bool chunked = layout == H5D_CHUNKED && H5Pget_chunk(creation, kMostRank, chunk.data()) == rank;
    for (int i = 0; i < rank; ++i) out.number(chunked ? static_cast<int64_t>(chunk[static_cast<size_t>(i)]) : 0);
    const int filters = std::clamp(H5Pget_nfilters(creation), 0, static_cast<int>(kMostFilters));
    out.number(filters);
    for (int i = 0; i < filters; ++i) {
        std::array<unsigned, 8> values{};
        size_t count = values.size();
        unsigned flags = 0, config = 0;
        const H5Z_filter_t id =
            H5Pget_filter2(creation, static_cast<unsigned>(i), &flags, &count, values.data(), 0, nullptr, &config);
        out.number(id).number(count > 0 ? values[0] : 0);
    }
    std::string fill(stored.bytes, '\0');
    H5D_fill_value_t defined = H5D_FILL_VALUE_UNDEFINED;
    if (stored.kind != 0 && H5Pfill_value_defined(creation, &defined) >= 0 && defined == H5D_FILL_VALUE_USER_DEFINED)
        H5Pget_fill_value(creation, type, fill.data());
    out.text(fill);
    std::string numbers;
    const hssize_t count = H5Sget_simple_extent_npoints(space);
    if (layout == H5D_COMPACT && stored.kind != 0 && count >= 0 &&
        static_cast<uint64_t>(count) <= kMostCompact / stored.bytes) {
        numbers.resize(static_cast<size_t>(count) * stored.bytes);
        if (H5Dread(array, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers.data()) < 0) numbers.clear();
    }
    out.text(numbers);
    const std::vector<std::string> names = rank == 2 && extents[1] <= static_cast<hsize_t>(kMostColumnNames)
                                               ? columnNames(file, array, name, static_cast<size_t>(extents[1]))
                                               : std::vector<std::string>();
    out.number(static_cast<int64_t>(names.size()));
    for (const std::string& column : names) out.text(column);
    return true;
}

}  // namespace

bool Hdf5Library::open() {
    if (opened_ >= 0) return true;
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
    H5PLset_loading_state(0);
    const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    H5Pset_fapl_sec2(access);           // whatever the environment says
    H5Pset_file_locking(access, 0, 1);  // who reads alone locks nobody out, and some network mounts cannot lock
    opened_ = H5Fopen(file_.c_str(), H5F_ACC_RDONLY, access);
    return opened_ >= 0;
}

std::string Hdf5Library::arrays() {
    struct Found {
        std::vector<std::pair<std::string, haddr_t>> names;
        size_t links = 0;
    } found;
    const auto look = [](hid_t, const char* name, const H5L_info_t* info, void* data) -> herr_t {
        auto& all = *static_cast<Found*>(data);
        if (++all.links > kMostObjects) return 1;
        std::string text = name;
        if (info->type == H5L_TYPE_HARD && text.size() <= kLongestObjectName)
            all.names.emplace_back(std::move(text), info->u.address);
        return 0;
    };
    // Into each group once, and into none by a link that only names a place.
    const herr_t result = H5Lvisit(opened_, H5_INDEX_NAME, H5_ITER_INC, look, &found);
    if (result > 0) return {hdf5_request::kMany};
    if (result < 0) return {hdf5_request::kFailed};
    std::string all;
    int64_t count = 0;
    for (const auto& [name, address] : found.names) {
        MessageWriter one('.');
        one.number(static_cast<int64_t>(address));
        if (!describeArray(opened_, name, one)) continue;
        all += one.take().substr(1);
        ++count;
    }
    return MessageWriter(hdf5_request::kDone).number(count).take() + all;
}

std::string Hdf5Library::chunk(std::string_view request) {
    MessageReader in(request);
    in.kind();
    const std::string name(in.text());
    std::array<hsize_t, kMostRank> places{};
    const int64_t rank = in.number(1, kMostRank);
    for (int64_t i = 0; i < rank; ++i) places[static_cast<size_t>(i)] = static_cast<hsize_t>(in.number());
    if (array_ < 0 || name != arrayName_) {
        if (array_ >= 0) H5Dclose(array_);
        array_ = H5Dopen2(opened_, name.c_str(), H5P_DEFAULT);
        arrayName_ = name;
    }
    if (!in.isGood() || array_ < 0) return {hdf5_request::kFailed};
    hsize_t bytes = 0;
    if (H5Dget_chunk_storage_size(array_, places.data(), &bytes) < 0) {
        // In 1.10 also where there is none. What tells that from damage goes through all chunks, and is asked only
        // then.
        unsigned mask = 0;
        haddr_t address = 0;
        if (H5Dget_chunk_info_by_coord(array_, places.data(), &mask, &address, &bytes) < 0 || address != HADDR_UNDEF)
            return {hdf5_request::kFailed};
        bytes = 0;
    }
    if (bytes == 0) return {hdf5_request::kMissing};
    std::string content(static_cast<size_t>(bytes), '\0');
    uint32_t skipped = 0;
    if (H5Dread_chunk(array_, H5P_DEFAULT, places.data(), &skipped, content.data()) < 0) return {hdf5_request::kFailed};
    return MessageWriter(hdf5_request::kDone).number(skipped).text(content).take();
}

std::string Hdf5Library::answer(std::string_view request) {
    if (request.empty() || !open()) return {hdf5_request::kFailed};
    if (request.front() == hdf5_request::kArrays) return arrays();
    if (request.front() == hdf5_request::kChunk) return chunk(request);
    return {hdf5_request::kFailed};
}

}  // namespace zscape
#undef H5_USE_110_API
