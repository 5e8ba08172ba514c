include_guard(GLOBAL)
# zscape_engine_module(PROGRAM ROOMS ... [SOURCES ...]) makes lib/zscape/PROGRAM.so of the objects of heavy rooms, and
# links the light rooms whole into the program, which shows them to the module (engine/session/engine_module.h). No room
# is in both: there is one of each static variable, and of each type.
set(ZSCAPE_LIGHT_ROOMS zscape_core zscape_layout zscape_threads zscape_recipe zscape_project zscape_image_set zscape_code_path zscape_plane_density zscape_clusters zscape_door)

function(zscape_engine_module program)
  cmake_parse_arguments(MODULE "" "" "ROOMS;SOURCES" ${ARGN})
  target_link_libraries(${program} PRIVATE ${ZSCAPE_LIGHT_ROOMS})
  list(JOIN ZSCAPE_LIGHT_ROOMS "," lightRooms)
  set_property(TARGET ${program} PROPERTY LINK_LIBRARY_OVERRIDE "WHOLE_ARCHIVE,${lightRooms}")
  set(exported "${CMAKE_SOURCE_DIR}/app/engine_module/exported_symbols")
  target_link_options(${program} PRIVATE "LINKER:--dynamic-list=${exported}")
  set_property(TARGET ${program} APPEND PROPERTY LINK_DEPENDS "${exported}")

  set(module ${program}-engine)
  list(TRANSFORM MODULE_ROOMS REPLACE "(.+)" "$<TARGET_OBJECTS:\\1>" OUTPUT_VARIABLE objects)
  add_library(${module} MODULE "${CMAKE_SOURCE_DIR}/app/engine_module/module_entry.cpp" ${MODULE_SOURCES} ${objects})
  target_include_directories(${module} PRIVATE "${CMAKE_SOURCE_DIR}")
  target_compile_definitions(${module} PRIVATE ZSCAPE_BUILD_VERSION="${ZSCAPE_BUILD_VERSION}")
  target_link_libraries(${module} PRIVATE zscape_flags zscape_data_libraries zscape_torch)
  set_target_properties(${module} PROPERTIES PREFIX "" OUTPUT_NAME ${program} SUFFIX ".so"
    LIBRARY_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/lib/zscape")
  add_dependencies(${program} ${module})
  install(TARGETS ${program})
  install(TARGETS ${module} LIBRARY DESTINATION lib/zscape)
endfunction()
