# Read by CMake right after llama-cpp-python's project() call. Its helper library (chat formats,
# downloads, command-line parsing) takes half of the build and nothing here calls it. A plain
# variable hides the cache entry that the project forces to ON (CMake policy CMP0126).
set(LLAMA_BUILD_COMMON OFF)
