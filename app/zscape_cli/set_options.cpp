#include "app/zscape_cli/set_options.h"

#include "engine/core/error.h"
#include "engine/data/import_settings.h"

#include <algorithm>

namespace zscape {

SetOptions parseSetOptions(const Recipe& recipe, const std::vector<std::string>& options) {
    const std::vector<Setting> importSettings = importSettingDeclarations();
    std::vector<Setting> all = recipe.settings;
    all.insert(all.end(), importSettings.begin(), importSettings.end());
    SetOptions result;
    for (const std::string& option : options) {
        const size_t equals = option.find('=');
        if (equals == std::string::npos || equals == 0)
            throw Error("setting.form", "--set takes key=value; \"%1\" has no key or no value.", {option});
        const std::string key = option.substr(0, equals);
        const SettingValue value = parseSetting(findSetting(all, key), option.substr(equals + 1));
        const bool ofImport = std::any_of(importSettings.begin(), importSettings.end(),
                                          [&](const Setting& setting) { return setting.key == key; });
        (ofImport ? result.import : result.model)[key] = value;
    }
    importSettingsFrom(result.import);  // the checks that one value alone cannot pass
    return result;
}

}  // namespace zscape
