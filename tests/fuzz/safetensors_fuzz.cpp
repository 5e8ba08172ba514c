#include "engine/training/safetensors.h"
#include "tests/fuzz/target.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace zscape;
    fuzz::read([&] {
        const SafetensorsView view = SafetensorsView::parse({data, size});
        for (const auto& [name, tensor] : view.tensors) {
            int64_t numbers = 1;
            for (const int64_t extent : tensor.shape) numbers *= extent;
            if (static_cast<uint64_t>(numbers * bytesOfStoredType(tensor.type)) != tensor.bytes.size())
                fuzz::fail("a tensor whose bytes are not of its shape");
            if (!tensor.bytes.empty() &&
                (tensor.bytes.data() < data || tensor.bytes.data() + tensor.bytes.size() > data + size))
                fuzz::fail("a tensor outside of its file");
        }
    });
    return 0;
}
