#include "engine/data/import_settings.h"
#include "engine/recipe/ledger.h"
#include "engine/recipe/spec.h"
#include "tests/fuzz/target.h"

/// What a project stores as JSON: a model's description, the settings of an import, a ledger.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace zscape;
    const std::string text(reinterpret_cast<const char*>(data), size);
    fuzz::read([&] {
        const ModelSpec spec = specFromJson(text);
        // What was taken is a model that can be described once more, to the same words.
        if (const std::string once = specToJson(spec); specToJson(specFromJson(once)) != once)
            fuzz::fail("a description that changes when it is read back");
    });
    fuzz::read([&] {
        const ImportSettings settings = importSettingsFromJson(text);
        if (settings.size != 0 && (settings.size < 16 || settings.size > 256)) fuzz::fail("a size out of its range");
        if (settings.channels < 0 || settings.channels > kMostChannels) fuzz::fail("channels out of their range");
    });
    fuzz::read([&] { ledgerFromJson(text); });
    return 0;
}
